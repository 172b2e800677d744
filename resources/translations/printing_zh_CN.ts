<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Print</name>
    <message>
        <source>Sum of lines</source>
        <translation>明细合计</translation>
    </message>
    <message>
        <source>CNY</source>
        <extracomment>What stands where there is no figure (nothing to compare with), as opposed to zero.</extracomment>
        <translation>元</translation>
    </message>
    <message>
        <source>Total</source>
        <extracomment>Text smaller than this is worth turning the page. of the names and values of a record</extracomment>
        <translation>合计</translation>
    </message>
    <message>
        <source>{count} rows</source>
        <translation>共 {count} 行</translation>
    </message>
    <message>
        <source>No rows match.</source>
        <translation>没有符合条件的记录。</translation>
    </message>
    <message>
        <source>The newest {shown} of {count}</source>
        <translation>最近 {shown} 条，共 {count} 条</translation>
    </message>
    <message>
        <source>Amount in words</source>
        <translation>人民币大写</translation>
    </message>
    <message>
        <source>Page {page} of {pages}</source>
        <translation>第 {page} 页，共 {pages} 页</translation>
    </message>
    <message>
        <source>Printed {moment} by {person}</source>
        <translation>{person} 打印于 {moment}</translation>
    </message>
    <message>
        <source>{count} groups</source>
        <translation>共 {count} 组</translation>
    </message>
    <message>
        <source>1 group</source>
        <translation>共 1 组</translation>
    </message>
</context>
</TS>
