<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>AssignDialog</name>
    <message numerus="yes">
        <source>Assign %n customer(s)</source>
        <translation>
            <numerusform>Assign %n customer</numerusform>
            <numerusform>Assign %n customers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Dates</name>
    <message numerus="yes">
        <source>%n date(s) done for this time.</source>
        <translation>
            <numerusform>%n date done for this time.</numerusform>
            <numerusform>%n dates done for this time.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DirectoryPage</name>
    <message numerus="yes">
        <source>%n employee(s)</source>
        <translation>
            <numerusform>%n employee</numerusform>
            <numerusform>%n employees</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DuplicatesPage</name>
    <message numerus="yes">
        <source>%n pair(s) found.</source>
        <translation>
            <numerusform>%n pair found.</numerusform>
            <numerusform>%n pairs found.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n group(s)</source>
        <translation>
            <numerusform>%n group</numerusform>
            <numerusform>%n groups</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FavouritesPage</name>
    <message numerus="yes">
        <source>%n favourite(s)</source>
        <translation>
            <numerusform>%n favourite</numerusform>
            <numerusform>%n favourites</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n favourite(s) moved.</source>
        <translation>
            <numerusform>%n favourite moved.</numerusform>
            <numerusform>%n favourites moved.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FormatsPage</name>
    <message numerus="yes">
        <source>%n value(s) written.</source>
        <translation>
            <numerusform>%n value written.</numerusform>
            <numerusform>%n values written.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HandOver</name>
    <message numerus="yes">
        <source>%n customer(s) assigned.</source>
        <translation>
            <numerusform>%n customer assigned.</numerusform>
            <numerusform>%n customers assigned.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n customer(s) claimed; they are yours now.</source>
        <translation>
            <numerusform>%n customer claimed; it is yours now.</numerusform>
            <numerusform>%n customers claimed; they are yours now.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n customer(s) put into the pool.</source>
        <translation>
            <numerusform>%n customer put into the pool.</numerusform>
            <numerusform>%n customers put into the pool.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n customer(s) locked.</source>
        <translation>
            <numerusform>%n customer locked.</numerusform>
            <numerusform>%n customers locked.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n customer(s) unlocked.</source>
        <translation>
            <numerusform>%n customer unlocked.</numerusform>
            <numerusform>%n customers unlocked.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LockDialog</name>
    <message numerus="yes">
        <source>Lock %n customer(s)</source>
        <translation>
            <numerusform>Lock %n customer</numerusform>
            <numerusform>Lock %n customers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MergePanel</name>
    <message numerus="yes">
        <source>%n record(s) are one now.</source>
        <translation>
            <numerusform>%n record is one now.</numerusform>
            <numerusform>%n records are one now.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) are there again.</source>
        <translation>
            <numerusform>%n record is there again.</numerusform>
            <numerusform>%n records are there again.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PersonPage</name>
    <message numerus="yes">
        <source>%n thing(s) kept</source>
        <translation>
            <numerusform>%n thing kept</numerusform>
            <numerusform>%n things kept</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PoolDialog</name>
    <message numerus="yes">
        <source>Put %n customer(s) into a pool</source>
        <translation>
            <numerusform>Put %n customer into a pool</numerusform>
            <numerusform>Put %n customers into a pool</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PromotionsPage</name>
    <message numerus="yes">
        <source>Used in {uses} order(s) that you see, {amount} given.</source>
        <translation>
            <numerusform>Used in {uses} order that you see, {amount} given.</numerusform>
            <numerusform>Used in {uses} orders that you see, {amount} given.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Used in {uses} order(s), {amount} given.</source>
        <translation>
            <numerusform>Used in {uses} order, {amount} given.</numerusform>
            <numerusform>Used in {uses} orders, {amount} given.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QualityMark</name>
    <message numerus="yes">
        <source>%n field(s) missing</source>
        <translation>
            <numerusform>%n field missing</numerusform>
            <numerusform>%n fields missing</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Variants</name>
    <message numerus="yes">
        <source>It comes in %n variant(s).</source>
        <translation>
            <numerusform>It comes in %n variant.</numerusform>
            <numerusform>It comes in %n variants.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>“{name}” comes in %n variant(s); this is one of them.</source>
        <translation>
            <numerusform>“{name}” comes in %n variant; this is it.</numerusform>
            <numerusform>“{name}” comes in %n variants; this is one of them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n variant(s) were made.</source>
        <translation>
            <numerusform>%n variant was made.</numerusform>
            <numerusform>%n variants were made.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n variant(s) were withdrawn.</source>
        <translation>
            <numerusform>%n variant was withdrawn.</numerusform>
            <numerusform>%n variants were withdrawn.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of its variants is still on sale. Withdraw it too?</source>
        <translation>
            <numerusform>%n of its variants is still on sale. Withdraw it too?</numerusform>
            <numerusform>%n of its variants are still on sale. Withdraw them too?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BatchActions</name>
    <message numerus="yes">
        <source>%n batch(es) blocked.</source>
        <translation>
            <numerusform>%n batch blocked.</numerusform>
            <numerusform>%n batches blocked.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n batch(es) can be sold again.</source>
        <translation>
            <numerusform>%n batch can be sold again.</numerusform>
            <numerusform>%n batches can be sold again.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BlockDialog</name>
    <message numerus="yes">
        <source>Block %n batch(es)</source>
        <translation>
            <numerusform>Block %n batch</numerusform>
            <numerusform>Block %n batches</numerusform>
        </translation>
    </message>
</context>
</TS>
