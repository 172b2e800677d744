<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Codec</name>
    <message>
        <source>At most {limit} characters are possible here.</source>
        <extracomment>Key of a rule → marked sentence; ``{limit}`` and ``{text}`` are filled from ``BadValue.values``.</extracomment>
        <translation>最多可输入 {limit} 个字符。</translation>
    </message>
    <message>
        <source>This is not a telephone number, such as 029-88250000.</source>
        <translation>不是有效的电话号码，例如 029-88250000。</translation>
    </message>
    <message>
        <source>This is not an e-mail address, such as name@company.cn.</source>
        <translation>不是有效的邮箱地址，例如 name@company.cn。</translation>
    </message>
    <message>
        <source>This is not a web address, such as www.company.cn.</source>
        <translation>不是有效的网址，例如 www.company.cn。</translation>
    </message>
    <message>
        <source>This is not a number. Possible are 1200, 1,200 and 1.2万.</source>
        <translation>不是数字。可输入 1200、1,200 或 1.2万。</translation>
    </message>
    <message>
        <source>Only whole numbers are possible here.</source>
        <translation>此处只能输入整数。</translation>
    </message>
    <message>
        <source>An amount has at most two decimals (分); nothing was rounded.</source>
        <translation>金额最多两位小数（分），未作四舍五入。</translation>
    </message>
    <message>
        <source>At most {limit} decimals are possible here; nothing was rounded.</source>
        <translation>最多 {limit} 位小数，未作四舍五入。</translation>
    </message>
    <message>
        <source>The number must be at least {limit}.</source>
        <translation>不能小于 {limit}。</translation>
    </message>
    <message>
        <source>The number must be at most {limit}.</source>
        <translation>不能大于 {limit}。</translation>
    </message>
    <message>
        <source>This is not a day. Possible are 2026-1-15, 1/15, t, +3, +1w and 周五.</source>
        <translation>不是日期。可输入 2026-1-15、1/15、t（今天）、+3、+1w 或 周五。</translation>
    </message>
    <message>
        <source>Day and month may be mixed up here; please type the year first.</source>
        <translation>日和月可能混淆，请先输入年份。</translation>
    </message>
    <message>
        <source>This day lies too far away; is the year right?</source>
        <translation>日期过远，请检查年份。</translation>
    </message>
    <message>
        <source>A day of birth needs its year here.</source>
        <translation>这里的出生日期须有年份。</translation>
    </message>
    <message>
        <source>A day of birth needs its year here; without one, write it below under “Important dates”.</source>
        <translation>这里的出生日期须有年份；不知道年份的，请记在下面的“重要日期”里。</translation>
    </message>
    <message>
        <source>This is not a day and time. Possible are 1/15 14:30, t 9:00 and +2h.</source>
        <translation>不是日期时间。可输入 1/15 14:30、t 9:00 或 +2h。</translation>
    </message>
    <message>
        <source>Please answer yes or no (是 or 否).</source>
        <translation>请填“是”或“否”（yes 或 no）。</translation>
    </message>
    <message>
        <source>“{text}” is not one of the possible values.</source>
        <translation>“{text}”不在可选范围内。</translation>
    </message>
    <message>
        <source>“{text}” was not found; please choose one from the list.</source>
        <translation>未找到“{text}”，请从列表中选择。</translation>
    </message>
    <message>
        <source>A colour is written as #rrggbb, such as #2563eb.</source>
        <translation>颜色写作 #rrggbb，例如 #2563eb。</translation>
    </message>
</context>
<context>
    <name>Text</name>
    <message>
        <source>{label}: {words}</source>
        <translation>{label}：{words}</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>; </source>
        <translation>；</translation>
    </message>
</context>
<context>
    <name>Ways</name>
    <message>
        <source>invalid</source>
        <translation>无效</translation>
    </message>
    <message>
        <source>wants no e-mail</source>
        <translation>退订</translation>
    </message>
</context>
</TS>
