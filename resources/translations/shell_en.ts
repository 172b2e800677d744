<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>BulkEdit</name>
    <message numerus="yes">
        <source>%n record(s) changed.</source>
        <translation>
            <numerusform>%n record changed.</numerusform>
            <numerusform>%n records changed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) are as they were before.</source>
        <translation>
            <numerusform>%n record is as it was before.</numerusform>
            <numerusform>%n records are as they were before.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) deleted.</source>
        <translation>
            <numerusform>%n record deleted.</numerusform>
            <numerusform>%n records deleted.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Change %n record(s)</source>
        <translation>
            <numerusform>Change %n record</numerusform>
            <numerusform>Change %n records</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n record(s) with all that belongs to them?</source>
        <translation>
            <numerusform>Delete %n record with all that belongs to it?</numerusform>
            <numerusform>Delete %n records with all that belongs to them?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ListOutput</name>
    <message numerus="yes">
        <source>%n row(s) written to {name}.</source>
        <translation>
            <numerusform>%n row written to {name}.</numerusform>
            <numerusform>%n rows written to {name}.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ListPage</name>
    <message numerus="yes">
        <source>%n e-mail(s) left out: marked as invalid or as wanting none.</source>
        <translation>
            <numerusform>%n e-mail left out: it is marked as invalid or as wanting none.</numerusform>
            <numerusform>%n e-mails left out: they are marked as invalid or as wanting none.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) copied; paste them into Excel.</source>
        <translation>
            <numerusform>%n row copied; paste it into Excel.</numerusform>
            <numerusform>%n rows copied; paste them into Excel.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NoticeBoard</name>
    <message numerus="yes">
        <source>%n to contact</source>
        <translation>
            <numerusform>%n to contact</numerusform>
            <numerusform>%n to contact</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n promise(s) to keep</source>
        <translation>
            <numerusform>%n promise to keep</numerusform>
            <numerusform>%n promises to keep</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n important date(s)</source>
        <translation>
            <numerusform>%n important date</numerusform>
            <numerusform>%n important dates</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Recalculation</name>
    <message numerus="yes">
        <source>{values} value(s) on %n record(s) will change.</source>
        <translation>
            <numerusform>Values that will change: {values}, on %n record.</numerusform>
            <numerusform>Values that will change: {values}, on %n records.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) recalculated.</source>
        <translation>
            <numerusform>%n record recalculated.</numerusform>
            <numerusform>%n records recalculated.</numerusform>
        </translation>
    </message>
</context>
</TS>
