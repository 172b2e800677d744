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
</TS>
