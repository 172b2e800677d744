<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Periods</name>
    <message>
        <source>This month</source>
        <translation>本月</translation>
    </message>
    <message>
        <source>Last month</source>
        <translation>上月</translation>
    </message>
    <message>
        <source>This quarter</source>
        <translation>本季度</translation>
    </message>
    <message>
        <source>Last quarter</source>
        <translation>上季度</translation>
    </message>
    <message>
        <source>This year</source>
        <translation>今年</translation>
    </message>
    <message>
        <source>Last year</source>
        <translation>去年</translation>
    </message>
    <message>
        <source>From … to …</source>
        <translation>自定义期间</translation>
    </message>
    <message>
        <source>From</source>
        <translation>从</translation>
    </message>
    <message>
        <source>To</source>
        <translation>到</translation>
    </message>
    <message>
        <source>A period ends after it begins.</source>
        <translation>结束日期不能早于开始日期。</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>期间</translation>
    </message>
</context>
<context>
    <name>Ranking</name>
    <message>
        <source>Performance report</source>
        <translation>业绩报告</translation>
    </message>
    <message>
        <source>Period: {span}</source>
        <translation>期间：{span}</translation>
    </message>
    <message>
        <source>Compared with {before} and {year}</source>
        <translation>对比：上期 {before}，去年同期 {year}</translation>
    </message>
    <message>
        <source>Ranked by: {measure}. All amounts in {currency}.</source>
        <translation>按{measure}排名，金额单位：{currency}。</translation>
    </message>
    <message>
        <source>Nothing was won, lost or ordered in this period.</source>
        <translation>本期没有赢单、输单或订单。</translation>
    </message>
    <message>
        <source>Team {name}</source>
        <translation>{name} 团队</translation>
    </message>
    <message>
        <source>Place {rank} of {count}</source>
        <translation>第 {rank} 名 / 共 {count} 名</translation>
    </message>
    <message>
        <source>No business in this period</source>
        <translation>本期无业绩</translation>
    </message>
    <message>
        <source>team {name}</source>
        <translation>{name} 团队</translation>
    </message>
    <message>
        <source>Per team</source>
        <translation>各团队</translation>
    </message>
    <message>
        <source>Per employee</source>
        <translation>各员工</translation>
    </message>
    <message>
        <source>Profit: amount less cost (tax in both), of the orders whose cost is known.</source>
        <translation>毛利：金额减成本（均含税），只计成本已知的订单。</translation>
    </message>
    <message>
        <source>Won opportunities</source>
        <translation>赢单金额</translation>
    </message>
    <message>
        <source>Confirmed orders</source>
        <translation>已确认订单</translation>
    </message>
    <message>
        <source>Profit</source>
        <translation>毛利</translation>
    </message>
    <message>
        <source>Won amount</source>
        <translation>赢单金额</translation>
    </message>
    <message>
        <source>Order amount</source>
        <translation>订单金额</translation>
    </message>
    <message>
        <source>Employees</source>
        <translation>员工</translation>
    </message>
    <message>
        <source>Teams</source>
        <translation>团队</translation>
    </message>
    <message>
        <source>Departments</source>
        <translation>部门</translation>
    </message>
    <message>
        <source>Employee</source>
        <translation>员工</translation>
    </message>
    <message>
        <source>Team leader</source>
        <translation>团队负责人</translation>
    </message>
    <message>
        <source>Department</source>
        <translation>部门</translation>
    </message>
    <message>
        <source>No owner</source>
        <translation>无负责人</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Ranking</source>
        <translation>业绩排名</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>名次</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>占比</translation>
    </message>
    <message>
        <source>Team</source>
        <translation>团队</translation>
    </message>
    <message>
        <source>Won</source>
        <translation>赢单</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>输单</translation>
    </message>
    <message>
        <source>Win rate</source>
        <translation>赢单率</translation>
    </message>
    <message>
        <source>Orders</source>
        <translation>订单数</translation>
    </message>
    <message>
        <source>This period</source>
        <translation>本期</translation>
    </message>
    <message>
        <source>Previous period</source>
        <translation>上期</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>增减</translation>
    </message>
    <message>
        <source>vs. previous</source>
        <translation>环比</translation>
    </message>
    <message>
        <source>vs. year ago</source>
        <translation>同比</translation>
    </message>
    <message>
        <source>{amount} by month</source>
        <translation>{amount}（按月）</translation>
    </message>
    <message>
        <source>{amount} by employee</source>
        <translation>{amount}（按员工）</translation>
    </message>
    <message>
        <source>{amount} by team</source>
        <translation>{amount}（按团队）</translation>
    </message>
    <message>
        <source>{amount} by department</source>
        <translation>{amount}（按部门）</translation>
    </message>
    <message>
        <source>A year earlier</source>
        <translation>去年同期</translation>
    </message>
    <message>
        <source>Not counted here, nothing is converted: business in {currencies}.</source>
        <translation>金额不折算，{currencies}的业务未计入。</translation>
    </message>
</context>
<context>
    <name>RankingPage</name>
    <message>
        <source>Ranked by</source>
        <translation>排名依据</translation>
    </message>
    <message>
        <source>Ranking</source>
        <translation>业绩排名</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Report …</source>
        <translation>业绩报告…</translation>
    </message>
    <message>
        <source>Performance report: preview, print, save as PDF (Ctrl+P)</source>
        <translation>业绩报告：预览、打印、存为 PDF (Ctrl+P)</translation>
    </message>
    <message>
        <source>Excel …</source>
        <translation>Excel…</translation>
    </message>
    <message>
        <source>CSV …</source>
        <translation>CSV…</translation>
    </message>
    <message>
        <source>You have no right to do this.</source>
        <translation>您没有此权限。</translation>
    </message>
    <message>
        <source>Reading …</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>Nothing was won, lost or ordered in this period. Choose another period above.</source>
        <translation>本期没有赢单、输单或订单，请在上方另选期间。</translation>
    </message>
    <message>
        <source>Saved: %1</source>
        <translation>已保存：%1</translation>
    </message>
    <message>
        <source>Performance</source>
        <translation>业绩</translation>
    </message>
    <message>
        <source>%1 rows</source>
        <translation>共 %1 行</translation>
    </message>
    <message>
        <source>Currency</source>
        <translation>币种</translation>
    </message>
</context>
</TS>
