<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>DesktopPage</name>
    <message>
        <source>Nothing is due. Plan the next contacts with your customers: they appear here on their day.</source>
        <translation>没有到期的事。给客户安排下次联系，到日子就会出现在这里。</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>%n day(s) late</source>
        <translation>逾期 %n 天</translation>
    </message>
    <message>
        <source>My data: {percent}% complete</source>
        <extracomment>milliseconds; several changes in a row are read once milliseconds after which the rest is read: nobody who has just logged in waits for it of boxes, where there is room and where there is none; GAP pixels lie between them what a change of is seen here</extracomment>
        <translation>我的客户资料：完整度 {percent}%</translation>
    </message>
    <message>
        <source>most lack: {field} ({count})</source>
        <translation>缺得最多：{field}（{count}）</translation>
    </message>
    <message>
        <source>In %n day(s)</source>
        <translation>还有 %n 天</translation>
    </message>
    <message>
        <source>{occasion} ({years})</source>
        <translation>{occasion}（{years}周年）</translation>
    </message>
    <message>
        <source>{day}, lunar {lunar}</source>
        <translation>{day}，农历{lunar}</translation>
    </message>
    <message>
        <source>No notices. What colleagues hand to you appears here at once.</source>
        <translation>没有消息。同事交给您的事会立即显示在这里。</translation>
    </message>
    <message>
        <source>Select contacts in the list below first.</source>
        <translation>请先在下面的列表中选择。</translation>
    </message>
    <message>
        <source>Select important dates in the list below first.</source>
        <translation>请先在下面的列表中选择重要日期。</translation>
    </message>
    <message>
        <source>%n contact(s) moved to {day}.</source>
        <translation>%n 项联系已改到 {day}。</translation>
    </message>
    <message>
        <source>Good day, {name}</source>
        <translation>{name}，您好</translation>
    </message>
    <message>
        <source>{weekday}, {day}</source>
        <translation>{day}{weekday}</translation>
    </message>
    <message>
        <source>My tasks today</source>
        <translation>今天的任务</translation>
    </message>
    <message>
        <source>Notices</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>期限</translation>
    </message>
    <message>
        <source>What</source>
        <translation>事项</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>对方</translation>
    </message>
    <message>
        <source>Planned</source>
        <translation>计划</translation>
    </message>
    <message>
        <source>Tomorrow</source>
        <translation>推到明天</translation>
    </message>
    <message>
        <source>In a week</source>
        <translation>推后一周</translation>
    </message>
</context>
<context>
    <name>TodoBoxes</name>
    <message>
        <source>Customers overdue</source>
        <extracomment>marked under ``TodoBoxes``</extracomment>
        <translation>逾期未联系的客户</translation>
    </message>
    <message>
        <source>Customers to contact today</source>
        <translation>今天要联系的客户</translation>
    </message>
    <message>
        <source>Opportunities overdue</source>
        <translation>逾期的销售机会</translation>
    </message>
    <message>
        <source>Opportunities for today</source>
        <translation>今天要跟进的机会</translation>
    </message>
    <message>
        <source>Opportunities without next action</source>
        <translation>没有下一步的机会</translation>
    </message>
    <message>
        <source>Expected to close this week</source>
        <translation>本周预计成交</translation>
    </message>
    <message>
        <source>Promises to keep</source>
        <translation>到期的承诺</translation>
    </message>
    <message>
        <source>Important dates</source>
        <translation>重要日期</translation>
    </message>
    <message>
        <source>About to fall into the pool</source>
        <translation>即将进入公海</translation>
    </message>
    <message>
        <source>Orders to confirm</source>
        <translation>待确认的订单</translation>
    </message>
    <message>
        <source>Handed to me, no contact yet</source>
        <translation>新分给我、尚未联系</translation>
    </message>
    <message>
        <source>Customers without a plan</source>
        <translation>没有下次联系的客户</translation>
    </message>
    <message>
        <source>Forgotten customers</source>
        <translation>久未联系的客户</translation>
    </message>
    <message>
        <source>Forgotten opportunities</source>
        <translation>久未联系的机会</translation>
    </message>
</context>
</TS>
