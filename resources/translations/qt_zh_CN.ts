<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Attachments</name>
        <message>
        <source>Add files</source>
        <extracomment>session, name, content, media type</extracomment>
        <translation>添加文件</translation>
    </message>
    <message>
        <source>“{name}” is not a file. Folders cannot be added.</source>
        <extracomment>Opened by the system these run code; they can be saved, knowingly.</extracomment>
        <translation>“{name}”不是文件，不能添加文件夹。</translation>
    </message>
    <message>
        <source>“{name}” is larger than {limit}; it was not added.</source>
        <translation>“{name}”超过 {limit}，未添加。</translation>
    </message>
    <message>
        <source>Picture {when}.png</source>
        <translation>图片 {when}.png</translation>
    </message>
    <message>
        <source>“{name}” cannot be read or written on this PC.</source>
        <translation>本机无法读写“{name}”。</translation>
    </message>
    <message>
        <source>Look in:</source>
        <translation>位置：</translation>
    </message>
    <message>
        <source>Files of type:</source>
        <translation>文件类型：</translation>
    </message>
    <message>
        <source>“{name}” is a program. It is not opened from here; save it if you trust it.</source>
        <translation>“{name}”是程序，不能从这里打开；确认可信后请另存。</translation>
    </message>
    <message>
        <source>Save file</source>
        <translation>保存文件</translation>
    </message>
    <message>
        <source>Saved as {path}</source>
        <translation>已保存为 {path}</translation>
    </message>
    <message>
        <source>Remove “{name}” for everybody?</source>
        <translation>要为所有人删除“{name}”吗？</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Save as</source>
        <translation>另存为</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>No files yet. Drop them here, paste a picture with Ctrl+V, or press Add.</source>
        <translation>还没有文件。可拖到这里、按 Ctrl+V 粘贴图片，或点“添加”。</translation>
    </message>
    <message>
        <source>file</source>
        <translation>文件</translation>
    </message>
</context>
<context>
    <name>BulkBar</name>
        <message>
        <source>%1 rows selected</source>
        <translation>已选 %1 行</translation>
    </message>
    <message>
        <source>Clear the selection</source>
        <translation>取消选择</translation>
    </message>
</context>
<context>
    <name>CellEdits</name>
        <message>
        <source>Not saved. F2 to correct and save again, Esc to give it up.</source>
        <translation>未保存。按 F2 改正后重新保存，按 Esc 放弃。</translation>
    </message>
    <message>
        <source>This is filled in by the system.</source>
        <translation>此项由系统填写。</translation>
    </message>
    <message>
        <source>You have no right to change this.</source>
        <translation>您无权修改此项。</translation>
    </message>
</context>
<context>
    <name>Cells</name>
        <message>
        <source>Digits of the phone, for searching</source>
        <translation>电话中的数字（查找用）</translation>
    </message>
    <message>
        <source>Yes</source>
        <extracomment>What is copied in words rather than as it is stored.</extracomment>
        <translation>是</translation>
    </message>
    <message>
        <source>No</source>
        <translation>否</translation>
    </message>
    <message>
        <source>(erased)</source>
        <translation>（已清除）</translation>
    </message>
    <message>
        <source>The server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>no room for: %1</source>
        <translation>放不下的列：%1</translation>
    </message>
</context>
<context>
    <name>ColumnChooser</name>
        <message>
        <source>Find a column</source>
        <translation>查找列</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Space shows or hides, Alt+↑ ↓ moves.</source>
        <translation>空格显示或隐藏，Alt+↑ ↓ 移动。</translation>
    </message>
    <message>
        <source>Standard columns</source>
        <translation>恢复默认</translation>
    </message>
</context>
<context>
    <name>Completion</name>
        <message>
        <source>filled in</source>
        <extracomment>more is to be typed: a value after a name</extracomment>
        <translation>已填写</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>空</translation>
    </message>
</context>
<context>
    <name>ConflictPanel</name>
        <message>
        <source>A colleague</source>
        <translation>同事</translation>
    </message>
    <message>
        <source>{who} has just saved what you are editing. Nothing is lost: please choose.</source>
        <translation>{who}刚刚保存了您正在编辑的内容。没有丢失任何内容，请选择。</translation>
    </message>
    <message>
        <source>Keep all of mine</source>
        <translation>全部保留我的</translation>
    </message>
    <message>
        <source>Take all of theirs</source>
        <translation>全部采用对方的</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>修改前</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>我的</translation>
    </message>
    <message>
        <source>Theirs</source>
        <translation>对方的</translation>
    </message>
    <message>
        <source>Keep mine</source>
        <translation>保留我的</translation>
    </message>
    <message>
        <source>Take theirs</source>
        <translation>采用对方的</translation>
    </message>
    <message>
        <source>Word by word</source>
        <translation>逐字选择</translation>
    </message>
</context>
<context>
    <name>Editor</name>
        <message>
        <source>Choose</source>
        <extracomment>Told apart from each other, with three to one against white and against the dark ground.</extracomment>
        <translation>选择</translation>
    </message>
    <message>
        <source>Calendar</source>
        <translation>日历</translation>
    </message>
    <message>
        <source>Choose one of the record&apos;s files</source>
        <translation>选择本记录的附件</translation>
    </message>
    <message>
        <source>Add a file of this PC</source>
        <translation>添加本机文件</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>“{name}” is being stored …</source>
        <translation>正在保存“{name}”…</translation>
    </message>
    <message>
        <source>drop or paste a file, or press Ins</source>
        <translation>拖入、粘贴，或按 Ins 选择</translation>
    </message>
    <message>
        <source>possible once the record is saved</source>
        <translation>记录保存后可用</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Dial</source>
        <translation>拨号</translation>
    </message>
    <message>
        <source>Write an e-mail</source>
        <translation>写邮件</translation>
    </message>
    <message>
        <source>Open in the browser</source>
        <translation>在浏览器中打开</translation>
    </message>
    <message>
        <source>New entry: {name}</source>
        <extracomment>codes that were just made, until the dictionaries are read again</extracomment>
        <translation>新增：{name}</translation>
    </message>
    <message>
        <source>instead of {name}</source>
        <translation>替代 {name}</translation>
    </message>
    <message>
        <source>separated by commas</source>
        <translation>多个词用逗号分隔</translation>
    </message>
    <message>
        <source>assigned automatically</source>
        <translation>留空则自动编号</translation>
    </message>
    <message>
        <source>No e-mail is written to this address: {marks}.</source>
        <translation>此邮箱不写信：{marks}。</translation>
    </message>
    <message>
        <source>{count} left</source>
        <translation>剩 {count}</translation>
    </message>
    <message>
        <source>expires {day}</source>
        <translation>有效期至 {day}</translation>
    </message>
</context>
<context>
    <name>FacetPanel</name>
        <message>
        <source>Could not be counted. F5 tries again.</source>
        <extracomment>Shown of each field; the rest is found by typing.</extracomment>
        <translation>统计失败，按 F5 重试。</translation>
    </message>
    <message>
        <source>Counts</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>Choose what is counted</source>
        <translation>选择要统计的字段</translation>
    </message>
    <message>
        <source>Hide the counts (Esc)</source>
        <translation>隐藏统计 (Esc)</translation>
    </message>
    <message>
        <source>Values and how many rows have them; Space chooses several, Enter one</source>
        <translation>各取值及其行数；空格可多选，回车单选</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
        <message>
        <source>Unpin</source>
        <translation>取消置顶</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>置顶</translation>
    </message>
    <message>
        <source>No longer open with this</source>
        <extracomment>After a key, how long further ones wait (ms): an input method sends several at once. may be renamed and deleted by the reader icon of a view that the program brings; it is nowhere stored columns, order, counts, grouping, chart asked for by a program, without a typed form key of the view that was chosen last</extracomment>
        <translation>不再默认打开</translation>
    </message>
    <message>
        <source>Open with this</source>
        <translation>默认打开</translation>
    </message>
    <message>
        <source>Only for me</source>
        <translation>仅自己可见</translation>
    </message>
    <message>
        <source>Share with colleagues</source>
        <translation>共享给同事</translation>
    </message>
    <message>
        <source>Rename …</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Further restricted by what led here; “Clear” shows everything.</source>
        <translation>另受来源页面的条件限制；点“清除”可显示全部。</translation>
    </message>
    <message>
        <source>There is no column “%1”: “%2” is searched as a word.</source>
        <translation>没有“%1”这一列：“%2”按普通词搜索。</translation>
    </message>
    <message>
        <source>“%1” is no value of “%2” and does not filter.</source>
        <translation>“%1”不是“%2”的值，未参与筛选。</translation>
    </message>
    <message>
        <source>Search and filter</source>
        <translation>搜索和筛选</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>清除筛选</translation>
    </message>
    <message>
        <source>Search, or filter: %1</source>
        <translation>搜索，或筛选：%1</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Save filter, columns, groups and chart as a view</source>
        <translation>把筛选、列、分组和图表保存为视图</translation>
    </message>
</context>
<context>
    <name>GroupedView</name>
        <message>
        <source>Counting …</source>
        <extracomment>Records of a group that are shown below it; more are reached by filtering. the outermost of what is shown, with the bounds of its ranges of the groups, by their path the group to which the keyboard goes back after counting anew</extracomment>
        <translation>正在统计…</translation>
    </message>
    <message>
        <source>First {groups} groups, {rows} rows</source>
        <translation>前 {groups} 组，{rows} 行</translation>
    </message>
    <message>
        <source>Latest {groups} groups, {rows} rows</source>
        <translation>最近 {groups} 组，{rows} 行</translation>
    </message>
    <message>
        <source>{groups} groups, {rows} rows</source>
        <translation>{groups} 组，{rows} 行</translation>
    </message>
    <message>
        <source>1 group, 1 row</source>
        <translation>1 组，1 行</translation>
    </message>
    <message>
        <source>1 group, {rows} rows</source>
        <translation>1 组，{rows} 行</translation>
    </message>
    <message>
        <source>Could not be counted. F5 tries again.</source>
        <translation>统计失败，按 F5 重试。</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>条数</translation>
    </message>
    <message>
        <source>{measure} by {field}</source>
        <translation>按{field}统计{measure}</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>More: show only this group</source>
        <translation>更多：只看这一组</translation>
    </message>
    <message>
        <source>No chart</source>
        <translation>无图表</translation>
    </message>
    <message>
        <source>Bars</source>
        <translation>柱状图</translation>
    </message>
    <message>
        <source>Shares</source>
        <translation>饼图</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>折线图</translation>
    </message>
    <message>
        <source>What the chart shows</source>
        <translation>图表显示的数值</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>Only this group (Ctrl+Enter)</source>
        <translation>只看这一组 (Ctrl+Enter)</translation>
    </message>
    <message>
        <source>Back to the list (Esc)</source>
        <translation>返回列表 (Esc)</translation>
    </message>
    <message>
        <source>Groups with counts and sums</source>
        <translation>各组的数量与合计</translation>
    </message>
</context>
<context>
    <name>Grouping</name>
        <message>
        <source>(empty)</source>
        <translation>（空）</translation>
    </message>
    <message>
        <source>{year} Q{quarter}</source>
        <translation>{year}年第{quarter}季度</translation>
    </message>
    <message>
        <source>{year} week {week}</source>
        <translation>{year}年第{week}周</translation>
    </message>
</context>
<context>
    <name>LevelBoxes</name>
        <message>
        <source>then by …</source>
        <extracomment>pixels of a box where the window is small</extracomment>
        <translation>再按…</translation>
    </message>
    <message>
        <source>each value</source>
        <translation>按值</translation>
    </message>
    <message>
        <source>by year</source>
        <translation>按年</translation>
    </message>
    <message>
        <source>by quarter</source>
        <translation>按季度</translation>
    </message>
    <message>
        <source>by month</source>
        <translation>按月</translation>
    </message>
    <message>
        <source>by week</source>
        <translation>按周</translation>
    </message>
    <message>
        <source>by day</source>
        <translation>按日</translation>
    </message>
    <message>
        <source>by ranges</source>
        <translation>按区间</translation>
    </message>
    <message>
        <source>Group by</source>
        <translation>分组依据</translation>
    </message>
    <message>
        <source>How values are put together</source>
        <translation>归并方式</translation>
    </message>
    <message>
        <source>Within each group, group by</source>
        <translation>每组之内再按什么分组</translation>
    </message>
</context>
<context>
    <name>LineGrid</name>
        <message>
            <source>Sum of lines</source>
            <translation>明细合计</translation>
        </message>
        <message>
        <source>{field}: typed {mine}, price list {theirs}</source>
        <extracomment>Asks the server, in a job, for what follows from a line&apos;s values: values and labels to fill in. questions that come after this one</extracomment>
        <translation>{field}：输入 {mine}，价目表 {theirs}</translation>
    </message>
    <message>
        <source>Line {number}: {words}</source>
        <translation>第 {number} 行：{words}</translation>
    </message>
    <message>
        <source>Lines: {count}</source>
        <translation>共 {count} 行</translation>
    </message>
    <message>
        <source>{count} more</source>
        <translation>另有 {count} 行</translation>
    </message>
    <message>
        <source>Lines</source>
        <translation>明细行</translation>
    </message>
    <message>
        <source>Add line</source>
        <translation>添加行</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>复制行</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>删除行</translation>
    </message>
    <message>
        <source>Take the list price</source>
        <translation>采用价目表价格</translation>
    </message>
    <message>
        <source>Keep mine</source>
        <translation>保留我的</translation>
    </message>
    <message>
        <source>Enter in the last cell</source>
        <translation>在最后一格按回车</translation>
    </message>
</context>
<context>
    <name>ListModel</name>
        <message>
        <source>The list is too long to be sorted by “{field}”. Filter it first.</source>
        <translation>列表太长，不能按“{field}”排序，请先筛选。</translation>
    </message>
</context>
<context>
    <name>RowsTable</name>
</context>
<context>
    <name>ListView</name>
    <message>
        <source>Try again</source>
        <extracomment>error → sentence; the shell has better ones made when somebody first wants to see cards rows, and cards where they were asked for</extracomment>
        <translation>重试</translation>
    </message>
    <message>
        <source>Nothing here fits “%1”.</source>
        <translation>没有符合“%1”的记录。</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>%1: there are none yet, or none that you may see.</source>
        <translation>%1：还没有记录，或没有您可以查看的记录。</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>The server cannot be reached. Nothing is lost; the list comes back with the connection.</source>
        <translation>无法连接服务器。什么都没有丢失，连接恢复后列表会自动回来。</translation>
    </message>
    <message>
        <source>You have no right to see this list.</source>
        <translation>您无权查看此列表。</translation>
    </message>
    <message>
        <source>The list could not be loaded. Nothing is lost.</source>
        <translation>列表未能加载，什么都没有丢失。</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Edit “%1”</source>
        <translation>编辑“%1”</translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation>复制行</translation>
    </message>
    <message>
        <source>Copy “%1”</source>
        <translation>复制“%1”</translation>
    </message>
    <message>
        <source>Only rows like this one</source>
        <translation>只看相同的行</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Sort ascending</source>
        <translation>升序</translation>
    </message>
    <message>
        <source>Sort descending</source>
        <translation>降序</translation>
    </message>
    <message>
        <source>Counts</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Choose and order the columns (Alt+C)</source>
        <translation>选择和排列各列 (Alt+C)</translation>
    </message>
    <message>
        <source>As Excel file …</source>
        <translation>导出为 Excel 文件…</translation>
    </message>
    <message>
        <source>As CSV file …</source>
        <translation>导出为 CSV 文件…</translation>
    </message>
    <message>
        <source>Cards</source>
        <translation>卡片</translation>
    </message>
    <message>
        <source>Cards instead of rows (Ctrl+Shift+K)</source>
        <translation>以卡片代替列表 (Ctrl+Shift+K)</translation>
    </message>
    <message>
        <source>Choose fields and kind …</source>
        <translation>选择字段和格式…</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>分组</translation>
    </message>
    <message>
        <source>Count the rows by their values, beside the list (Alt+Z)</source>
        <translation>在列表旁按取值统计行数 (Alt+Z)</translation>
    </message>
    <message>
        <source>Groups with counts, sums and a chart (Alt+G)</source>
        <translation>分组显示数量、合计和图表 (Alt+G)</translation>
    </message>
</context>
<context>
    <name>PageView</name>
        <message>
        <source>Pages</source>
        <extracomment>Printers get no finer pictures than this: beyond it nothing is seen, and a page takes seconds.</extracomment>
        <translation>页面</translation>
    </message>
</context>
<context>
    <name>Preview</name>
        <message>
        <source>Preview: %1</source>
        <translation>预览：%1</translation>
    </message>
    <message>
        <source>Print …</source>
        <translation>打印…</translation>
    </message>
    <message>
        <source>Save as PDF …</source>
        <translation>另存为 PDF…</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Fit to width</source>
        <translation>适合宽度</translation>
    </message>
    <message>
        <source>Previous page</source>
        <translation>上一页</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>下一页</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Page %1 of %2</source>
        <translation>第 %1 页，共 %2 页</translation>
    </message>
    <message>
        <source>The file could not be written: %1</source>
        <translation>文件未能写入：%1</translation>
    </message>
    <message>
        <source>Saved: %1</source>
        <translation>已保存：%1</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>全部内容</translation>
    </message>
</context>
<context>
    <name>RecordForm</name>
        <message>
        <source>Please fill this in.</source>
        <translation>请填写此项。</translation>
    </message>
    <message>
        <source>This is filled in by the system.</source>
        <translation>由系统自动填写。</translation>
    </message>
    <message>
        <source>You have no right to change this.</source>
        <translation>您没有修改此项的权限。</translation>
    </message>
    <message>
        <source>This does not go with the other choice; please choose again.</source>
        <extracomment>make what was typed standard before it is checked</extracomment>
        <translation>与另一项的选择不符，请重新选择。</translation>
    </message>
    <message>
        <source>A rule of the company keeps this as it is.</source>
        <translation>按公司规则，此处不可更改。</translation>
    </message>
</context>
<context>
    <name>SelectionSummary</name>
        <message>
        <source>%1 rows selected</source>
        <extracomment>Larger selections that are not in memory are only counted.</extracomment>
        <translation>已选 %1 行</translation>
    </message>
</context>
<context>
    <name>TotalsBar</name>
        <message>
        <source>%1 rows</source>
        <translation>%1 行</translation>
    </message>
    <message>
        <source>%1 rows and more …</source>
        <translation>%1 行，还有更多…</translation>
    </message>
    <message>
        <source>1 row</source>
        <translation>1 行</translation>
    </message>
</context>
<context>
    <name>WordChooser</name>
        <message>
        <source>Before</source>
        <translation>修改前</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>我的</translation>
    </message>
    <message>
        <source>Theirs</source>
        <translation>对方的</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>(nothing)</source>
        <translation>（无）</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Use this text</source>
        <translation>采用此文本</translation>
    </message>
</context>
</TS>
