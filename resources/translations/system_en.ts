<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
<name>ResultStep</name>
    <message numerus="yes">
        <source>%n record(s) taken back.</source>
        <translation>
            <numerusform>%n record taken back.</numerusform>
            <numerusform>%n records taken back.</numerusform>
        </translation>
    </message>
</context>
<context>
<name>PreviewStep</name>
    <message numerus="yes">
        <source>Import %n row(s)</source>
        <translation>
            <numerusform>Import %n row</numerusform>
            <numerusform>Import %n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Import %n row(s), leave {bad} out</source>
        <translation>
            <numerusform>Import %n row, leave {bad} out</numerusform>
            <numerusform>Import %n rows, leave {bad} out</numerusform>
        </translation>
    </message>
</context>
</TS>
