<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>Attachments</name>
    <message>
        <source>You have no right to change this.</source>
        <translation>您没有修改权限。</translation>
    </message>
</context>
<context>
    <name>Bell</name>
    <message>
        <source>Notices: {count} unread</source>
        <translation>消息：{count} 条未读</translation>
    </message>
    <message>
        <source>Notices</source>
        <translation>消息</translation>
    </message>
</context>
<context>
    <name>BulkEdit</name>
    <message>
        <source>Change …</source>
        <translation>批量修改…</translation>
    </message>
    <message>
        <source>Delete …</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>Hand over …</source>
        <translation>转交…</translation>
    </message>
    <message>
        <source>You have no right to do this.</source>
        <translation>您没有此操作的权限。</translation>
    </message>
    <message>
        <source>%n record(s) changed.</source>
        <translation>已修改 %n 条记录。</translation>
    </message>
    <message>
        <source>%n record(s) are as they were before.</source>
        <translation>%n 条记录已恢复原样。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>%n record(s) deleted.</source>
        <translation>已删除 %n 条记录。</translation>
    </message>
    <message>
        <source>Change %n record(s)</source>
        <translation>修改 %n 条记录</translation>
    </message>
    <message>
        <source>Delete %n record(s) with all that belongs to them?</source>
        <translation>删除 %n 条记录及其全部附属内容？</translation>
    </message>
</context>
<context>
    <name>ChangeDialog</name>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>&amp;Field</source>
        <translation>字段(&amp;F)</translation>
    </message>
    <message>
        <source>All of them are changed, or none. It can be undone.</source>
        <translation>要么全部修改，要么都不改；可以撤销。</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>修改</translation>
    </message>
    <message>
        <source>New &amp;value</source>
        <translation>新值(&amp;V)</translation>
    </message>
    <message>
        <source>This field cannot be left empty.</source>
        <translation>此字段不能为空。</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Please write a few words on what happened.</source>
        <translation>请简单写下发生了什么。</translation>
    </message>
    <message>
        <source>Written down.</source>
        <translation>已记录。</translation>
    </message>
    <message>
        <source>What happened?</source>
        <translation>刚才做了什么？</translation>
    </message>
    <message>
        <source>Write down</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Not told, because they may not read this record: {names}</source>
        <translation>以下同事无权查看这条记录，未通知：{names}</translation>
    </message>
    <message>
        <source>The draft cannot be written: this PC&apos;s disk is full or locked.</source>
        <translation>草稿无法保存：本机磁盘已满或被锁定。</translation>
    </message>
</context>
<context>
    <name>CrashDialog</name>
    <message>
        <source>Something went wrong</source>
        <translation>程序出错了</translation>
    </message>
    <message>
        <source>The program has an error here. What you typed is kept as a draft, and you can go on working. Please send the text below to whoever looks after the program.</source>
        <translation>程序在这里出了错。您输入的内容已存为草稿，可以继续工作。请把下面的文字发给负责本程序的人员。</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>Copy the text</source>
        <translation>复制文字</translation>
    </message>
    <message>
        <source>Go on working</source>
        <translation>继续工作</translation>
    </message>
</context>
<context>
    <name>Desktop</name>
    <message>
        <source>Your password has been changed.</source>
        <translation>密码已修改。</translation>
    </message>
    <message>
        <source>The server is back. Everything has been read anew.</source>
        <translation>服务器已恢复连接，内容已重新读取。</translation>
    </message>
    <message>
        <source>this PC&apos;s clock is wrong</source>
        <translation>本机时钟不准</translation>
    </message>
    <message>
        <source>{path} was changed after it had been opened from a record, and is kept. The record has it as it was.</source>
        <extracomment>Tables whose change makes the facts of the login stale. Milliseconds after which, and then how often, the desktop asks whether the day&apos;s work of the account set was done. milliseconds after which it is asked where the server keeps its port milliseconds after which the first page is being read, and other pages are made ready</extracomment>
        <translation>{path} 从记录中打开后被修改过，已为您保留；记录中的文件仍是原样。</translation>
    </message>
    <message>
        <source>This PC&apos;s clock is wrong: it is {moment} by the server, and that counts. Please set it.</source>
        <translation>本机时钟不准：服务器时间为 {moment}，一切以服务器为准。请校准本机时钟。</translation>
    </message>
</context>
<context>
    <name>Dialling</name>
    <message>
        <source>No telephone program is set up on this PC for {number}.</source>
        <translation>本机没有设置电话程序，无法拨打 {number}。</translation>
    </message>
</context>
<context>
    <name>Documents</name>
    <message>
        <source>Open documents</source>
        <extracomment>closed documents that can be reopened milliseconds that a list is looked at before a page is made for what will be opened from it to the page, which may serve another document later</extracomment>
        <translation>打开的页面</translation>
    </message>
    <message>
        <source>Nothing is open. Ctrl+K finds everything; Ctrl with a figure leads to a tab.</source>
        <translation>没有打开的页面。Ctrl+K 可查找一切，Ctrl 加数字切换栏目。</translation>
    </message>
</context>
<context>
    <name>Enclosures</name>
    <message>
        <source>Add files</source>
        <translation>添加附件</translation>
    </message>
    <message>
        <source>Without these files</source>
        <translation>不带这些附件</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>附件</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export</source>
        <extracomment>Kind of file → ending and character set.</extracomment>
        <translation>导出</translation>
    </message>
    <message>
        <source>Kind of file</source>
        <translation>文件种类</translation>
    </message>
    <message>
        <source>Excel</source>
        <translation>Excel</translation>
    </message>
    <message>
        <source>CSV for any program (UTF-8)</source>
        <translation>CSV，通用（UTF-8）</translation>
    </message>
    <message>
        <source>CSV for older Chinese programs (GB18030)</source>
        <translation>CSV，供较旧的中文软件（GB18030）</translation>
    </message>
    <message>
        <source>Business cards (vCard)</source>
        <translation>名片（vCard）</translation>
    </message>
    <message>
        <source>The &amp;columns on show</source>
        <translation>当前显示的列(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;All fields</source>
        <translation>全部字段(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Chosen fields</source>
        <translation>所选字段(&amp;S)</translation>
    </message>
    <message>
        <source>No records: an &amp;empty file to fill in and import</source>
        <translation>不含记录：用于填写导入的空白模板(&amp;E)</translation>
    </message>
    <message>
        <source>Fields to export</source>
        <translation>要导出的字段</translation>
    </message>
    <message>
        <source>Choose the file …</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>&amp;Kind of file</source>
        <translation>文件种类(&amp;K)</translation>
    </message>
</context>
<context>
    <name>Foot</name>
    <message>
        <source>Loading …</source>
        <extracomment>pixels of the foot for what is loading milliseconds; what is done sooner is not worth a flicker</extracomment>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>Connected to {where}</source>
        <translation>已连接 {where}</translation>
    </message>
    <message>
        <source>Not connected to {where}</source>
        <translation>未连接 {where}</translation>
    </message>
</context>
<context>
    <name>Grouping</name>
    <message>
        <source>Count</source>
        <extracomment>Groups of one level that are put out.</extracomment>
        <translation>条数</translation>
    </message>
</context>
<context>
    <name>Groups</name>
    <message>
        <source>Customers</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Products and prices</source>
        <translation>产品与价格</translation>
    </message>
    <message>
        <source>Other companies</source>
        <translation>往来单位</translation>
    </message>
    <message>
        <source>People</source>
        <translation>人员</translation>
    </message>
    <message>
        <source>Rights</source>
        <translation>权限</translation>
    </message>
    <message>
        <source>Definitions</source>
        <translation>定义</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Safety and use</source>
        <translation>安全与使用</translation>
    </message>
    <message>
        <source>Public pool</source>
        <translation>公海</translation>
    </message>
    <message>
        <source>Custom objects</source>
        <translation>自定义对象</translation>
    </message>
</context>
<context>
    <name>Head</name>
    <message>
        <source>New: {what}</source>
        <extracomment>Fields shown as badges, where an entity has them.</extracomment>
        <translation>新建{what}</translation>
    </message>
    <message>
        <source>Nothing planned</source>
        <translation>未安排</translation>
    </message>
    <message>
        <source>Overdue since {day}</source>
        <translation>已逾期：{day}</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Next: {day}</source>
        <translation>下次：{day}</translation>
    </message>
    <message>
        <source>Call {number}</source>
        <translation>拨打 {number}</translation>
    </message>
    <message>
        <source>Copy {number}</source>
        <translation>复制 {number}</translation>
    </message>
    <message>
        <source>Copied: {text}</source>
        <translation>已复制：{text}</translation>
    </message>
    <message>
        <source>{name} (is changing it)</source>
        <translation>{name}（正在修改）</translation>
    </message>
    <message>
        <source>Also open at {names}</source>
        <translation>{names} 也打开了</translation>
    </message>
    <message>
        <source>Saving …</source>
        <translation>正在保存…</translation>
    </message>
    <message>
        <source>Not saved yet</source>
        <translation>尚未保存</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Previous record (Alt+↑)</source>
        <translation>上一条 (Alt+↑)</translation>
    </message>
    <message>
        <source>Next record (Alt+↓)</source>
        <translation>下一条 (Alt+↓)</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
</context>
<context>
    <name>KeysDialog</name>
    <message>
        <source>Keys</source>
        <extracomment>Leads to the next document; with the command key it belongs to the system of a Mac.</extracomment>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>任何地方</translation>
    </message>
    <message>
        <source>Search everything</source>
        <translation>查找一切</translation>
    </message>
    <message>
        <source>New record</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>The tabs</source>
        <translation>切换栏目</translation>
    </message>
    <message>
        <source>Next document</source>
        <translation>下一个页面</translation>
    </message>
    <message>
        <source>Close the document</source>
        <translation>关闭页面</translation>
    </message>
    <message>
        <source>Open the last closed again</source>
        <translation>重新打开刚关闭的页面</translation>
    </message>
    <message>
        <source>Fold the list of pages</source>
        <translation>收起页面列表</translation>
    </message>
    <message>
        <source>Undo what was just done</source>
        <translation>撤销刚才的操作</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>锁定</translation>
    </message>
    <message>
        <source>Manual</source>
        <translation>用户手册</translation>
    </message>
    <message>
        <source>In a list</source>
        <translation>在列表中</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Look at it beside the list</source>
        <translation>在旁边预览</translation>
    </message>
    <message>
        <source>Change the cell</source>
        <translation>修改单元格</translation>
    </message>
    <message>
        <source>Search and filter</source>
        <translation>查找和筛选</translation>
    </message>
    <message>
        <source>Copy as a table</source>
        <translation>复制为表格</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>打印</translation>
    </message>
    <message>
        <source>In a record</source>
        <translation>在记录中</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Save and close</source>
        <translation>保存并关闭</translation>
    </message>
    <message>
        <source>Save and start another</source>
        <translation>保存并新建</translation>
    </message>
    <message>
        <source>Write down what happened</source>
        <translation>记录交往</translation>
    </message>
    <message>
        <source>New for this record: contact, opportunity, order …</source>
        <translation>为此记录新建：联系人、销售机会、订单…</translation>
    </message>
    <message>
        <source>Look a company up outside</source>
        <translation>到外部查询企业信息</translation>
    </message>
    <message>
        <source>Previous and next record</source>
        <translation>上一条、下一条</translation>
    </message>
    <message>
        <source>Back to the list</source>
        <translation>回到列表</translation>
    </message>
    <message>
        <source>Counts beside the list</source>
        <translation>列表旁的统计</translation>
    </message>
    <message>
        <source>Groups with sums and a chart</source>
        <translation>分组、合计与图表</translation>
    </message>
    <message>
        <source>Cards instead of rows</source>
        <translation>以卡片代替列表</translation>
    </message>
    <message>
        <source>Copy a customer as text for WeChat</source>
        <translation>将客户复制为微信文本</translation>
    </message>
    <message>
        <source>Places and words to choose from, in a field</source>
        <translation>在栏内列出可选的地点和词</translation>
    </message>
    <message>
        <source>Star: among my favourites or not</source>
        <translation>收藏：加入或移出我的收藏</translation>
    </message>
    <message>
        <source>Tick an important date off</source>
        <translation>重要日期本次已完成</translation>
    </message>
    <message>
        <source>Write an action about an important date</source>
        <translation>为重要日期记录执行动作</translation>
    </message>
    <message>
        <source>Reload</source>
        <translation>重新读取</translation>
    </message>
    <message>
        <source>Confirm the order</source>
        <translation>确认订单</translation>
    </message>
    <message>
        <source>Who sees this record, and why</source>
        <translation>谁能看到这条记录，为什么</translation>
    </message>
    <message>
        <source>Effective access of an employee</source>
        <translation>某员工的实际权限</translation>
    </message>
</context>
<context>
    <name>ListOutput</name>
    <message>
        <source>You have no right to export these.</source>
        <extracomment>rows; more belong into a file whose groups are put out where it is grouped</extracomment>
        <translation>您没有导出权限。</translation>
    </message>
    <message>
        <source>Export the list</source>
        <translation>导出列表</translation>
    </message>
    <message>
        <source>Exporting: {done} rows</source>
        <translation>正在导出：{done} 行</translation>
    </message>
    <message>
        <source>%n row(s) written to {name}.</source>
        <translation>已将 %n 行写入 {name}。</translation>
    </message>
    <message>
        <source>You have no right to print these.</source>
        <translation>您没有打印权限。</translation>
    </message>
    <message>
        <source>The first {shown} of {all} rows; the rest belongs into a file.</source>
        <translation>共 {all} 行，只打印前 {shown} 行；其余请导出文件。</translation>
    </message>
    <message>
        <source>{name} is ready: fill it in and import it.</source>
        <translation>{name} 已就绪：填写后导入。</translation>
    </message>
    <message>
        <source>Exporting …</source>
        <translation>正在导出…</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
</context>
<context>
    <name>ListPage</name>
    <message>
        <source>You have no right to create these.</source>
        <extracomment>under which views, columns and widths are kept</extracomment>
        <translation>您没有新建权限。</translation>
    </message>
    <message>
        <source>You have no right to export these.</source>
        <translation>您没有导出权限。</translation>
    </message>
    <message>
        <source>%n row(s) copied; paste them into Excel.</source>
        <translation>已复制 %n 行，可粘贴到 Excel。</translation>
    </message>
    <message>
        <source>The view “{name}” was deleted.</source>
        <translation>已删除视图“{name}”。</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>打印</translation>
    </message>
    <message>
        <source>Print the list (Ctrl+P)</source>
        <translation>打印列表 (Ctrl+P)</translation>
    </message>
    <message>
        <source>You have no right to print these.</source>
        <translation>您没有打印权限。</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>The company has retired these.</source>
        <translation>公司已停用此对象。</translation>
    </message>
    <message>
        <source>Import from Excel, CSV or vCard</source>
        <translation>从 Excel、CSV 或 vCard 导入</translation>
    </message>
    <message>
        <source>You have no right to create or change these.</source>
        <translation>您没有新建或修改这类记录的权限。</translation>
    </message>
    <message>
        <source>My favourites</source>
        <translation>我的收藏</translation>
    </message>
    <message>
        <source>%n e-mail(s) left out: marked as invalid or as wanting none.</source>
        <translation>略去 %n 个邮箱：已标记无效或退订。</translation>
    </message>
</context>
<context>
    <name>LockCover</name>
    <message>
        <source>Checking the password …</source>
        <translation>正在核对密码…</translation>
    </message>
    <message>
        <source>The password is wrong.</source>
        <translation>密码不对。</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>已锁定</translation>
    </message>
    <message>
        <source>Everything is as you left it. Type your password to go on.</source>
        <translation>一切保持原样，输入密码后继续。</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>解锁</translation>
    </message>
    <message>
        <source>Log in as somebody else</source>
        <translation>换人登录</translation>
    </message>
</context>
<context>
    <name>LoginWindow</name>
    <message>
        <source>Log in</source>
        <extracomment>milliseconds after which the window has been seen somebody wants to make a new account set</extracomment>
        <translation>登录</translation>
    </message>
    <message>
        <source>Customers and sales</source>
        <translation>客户与销售管理</translation>
    </message>
    <message>
        <source>All about your customers, in one place</source>
        <translation>客户的一切，尽在一处</translation>
    </message>
    <message>
        <source>&amp;Server</source>
        <translation>服务器(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Account set</source>
        <translation>帐套(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Login</source>
        <translation>登录名(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Password</source>
        <translation>密码(&amp;P)</translation>
    </message>
    <message>
        <source>Keep the password on this PC</source>
        <translation>在本机保存密码</translation>
    </message>
    <message>
        <source>Add a server …</source>
        <translation>添加服务器…</translation>
    </message>
    <message>
        <source>Change this server …</source>
        <translation>修改此服务器…</translation>
    </message>
    <message>
        <source>Forget this server</source>
        <translation>移除此服务器</translation>
    </message>
    <message>
        <source>Add, change or forget a server</source>
        <translation>添加、修改或移除服务器</translation>
    </message>
    <message>
        <source>New account set …</source>
        <translation>新建帐套…</translation>
    </message>
    <message>
        <source>Show the password</source>
        <translation>显示密码</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>This PC has no keyring, so the password is not kept: please type it each time.</source>
        <translation>本机没有密钥环，密码不会被保存，请每次输入。</translation>
    </message>
    <message>
        <source>Please add a server first: the button beside the list.</source>
        <translation>请先添加服务器：点列表旁边的按钮。</translation>
    </message>
    <message>
        <source>Please type your login.</source>
        <translation>请输入登录名。</translation>
    </message>
    <message>
        <source>Please type your password.</source>
        <translation>请输入密码。</translation>
    </message>
    <message>
        <source>This server has several account sets. Please choose one.</source>
        <translation>这台服务器有多个帐套，请选择一个。</translation>
    </message>
    <message>
        <source>There is no account set for this login on the server.</source>
        <translation>这台服务器上没有该登录名可以进入的帐套。</translation>
    </message>
    <message>
        <source>Logging in …</source>
        <translation>正在登录…</translation>
    </message>
    <message>
        <source>You can try again in {seconds} s.</source>
        <translation>{seconds} 秒后可以重试。</translation>
    </message>
    <message>
        <source>The server does not answer. Is it switched on, and is this PC in the company&apos;s network?</source>
        <translation>服务器没有应答。它开机了吗？本机连上公司网络了吗？</translation>
    </message>
</context>
<context>
    <name>ManualWindow</name>
    <message>
        <source>Manual</source>
        <translation>用户手册</translation>
    </message>
    <message>
        <source>Search the manual</source>
        <translation>在手册中查找</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>目录</translation>
    </message>
    <message>
        <source>Chapter</source>
        <translation>章节</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>Language</source>
        <extracomment>offered for the lock by itself; 0 is never minutes without a key after which the window locks itself</extracomment>
        <translation>语言</translation>
    </message>
    <message>
        <source>Light or dark</source>
        <translation>明暗</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Density</source>
        <translation>疏密</translation>
    </message>
    <message>
        <source>Compact</source>
        <translation>紧凑</translation>
    </message>
    <message>
        <source>Comfortable</source>
        <translation>宽松</translation>
    </message>
    <message>
        <source>Lock by itself</source>
        <translation>自动锁定</translation>
    </message>
    <message>
        <source>After {n} minutes</source>
        <translation>{n} 分钟后</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>从不</translation>
    </message>
    <message>
        <source>Change my password …</source>
        <translation>修改密码…</translation>
    </message>
    <message>
        <source>Manual</source>
        <translation>用户手册</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>锁定</translation>
    </message>
    <message>
        <source>Log out</source>
        <translation>退出登录</translation>
    </message>
    <message>
        <source>New: {what}</source>
        <translation>新建{what}</translation>
    </message>
    <message>
        <source>Show it dark</source>
        <translation>切换到深色</translation>
    </message>
    <message>
        <source>Show it light</source>
        <translation>切换到浅色</translation>
    </message>
    <message>
        <source>Compact rows</source>
        <translation>紧凑行高</translation>
    </message>
    <message>
        <source>Comfortable rows</source>
        <translation>宽松行高</translation>
    </message>
    <message>
        <source>Import: {what}</source>
        <translation>导入：{what}</translation>
    </message>
    <message>
        <source>Follow the system</source>
        <translation>跟随系统</translation>
    </message>
</context>
<context>
    <name>NoticeBoard</name>
    <message>
        <source>Handed to you: {name}</source>
        <translation>交给您：{name}</translation>
    </message>
    <message>
        <source>Handed to you: {what} ({count})</source>
        <translation>交给您 {count} 个{what}</translation>
    </message>
    <message>
        <source>No good backup for {days} days: see System, Safety.</source>
        <extracomment>What is overdue → sentence for administrators.</extracomment>
        <translation>已 {days} 天没有成功备份：请看“系统”的“数据安全”。</translation>
    </message>
    <message>
        <source>No restore drill for {days} days: see System, Safety.</source>
        <translation>已 {days} 天没有做恢复演练：请看“系统”的“数据安全”。</translation>
    </message>
    <message>
        <source>The audit trail was not verified for {days} days: see System, Safety.</source>
        <translation>操作记录已 {days} 天没有验证：请看“系统”的“数据安全”。</translation>
    </message>
    <message>
        <source>Fell into the public pool: {what}</source>
        <extracomment>Kind of a notice of the public pool → its sentence; {what} is a customer&apos;s name, or how many there are.</extracomment>
        <translation>已进入公海：{what}</translation>
    </message>
    <message>
        <source>Customers about to fall into the public pool: {what}</source>
        <translation>即将进入公海的客户：{what}</translation>
    </message>
    <message>
        <source>{login} is kept out for a while: too many wrong passwords.</source>
        <translation>{login} 暂时不能登录：密码错误次数过多。</translation>
    </message>
    <message>
        <source>{who} changed {name}</source>
        <extracomment>What makes the bell count, and nothing more. Kind of a notice → the page that tells more of it.</extracomment>
        <translation>{who}修改了{name}</translation>
    </message>
    <message>
        <source>{who} wrote down what happened with {name}</source>
        <translation>{who} 记录了与 {name} 的往来</translation>
    </message>
    <message>
        <source>noted by {who}</source>
        <translation>{who}收到</translation>
    </message>
    <message>
        <source>“Well done” from {who}</source>
        <translation>{who}点赞</translation>
    </message>
    <message>
        <source>Your entry of {day}: {what}</source>
        <translation>你 {day} 的记录：{what}</translation>
    </message>
    <message>
        <source>%n to contact</source>
        <translation>待联系 %n</translation>
    </message>
    <message>
        <source>%n promise(s) to keep</source>
        <translation>待兑现的承诺 %n</translation>
    </message>
    <message>
        <source>%n important date(s)</source>
        <translation>重要日期 %n</translation>
    </message>
    <message>
        <source>Due: {what}</source>
        <translation>到期：{what}</translation>
    </message>
    <message>
        <source>{who} named you in an entry</source>
        <translation>{who}在一条记录里提到了您</translation>
    </message>
    <message>
        <source>You stand in for {who}: {first} to {last}</source>
        <translation>请代理{who}的工作：{first} 至 {last}</translation>
    </message>
    <message>
        <source>Duplicates let in, for their writer may not read what was there: {count}</source>
        <translation>放行的重复记录（录入者无权看到已有的内容）：{count}</translation>
    </message>
</context>
<context>
    <name>NoticeList</name>
    <message>
        <source>No notices. What colleagues hand or submit to you appears here at once.</source>
        <translation>没有消息。同事转交或提交给您的事会立即显示在这里。</translation>
    </message>
    <message>
        <source>Notices</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Mark all as read</source>
        <translation>全部标为已读</translation>
    </message>
</context>
<context>
    <name>OfferedLogins</name>
    <message>
        <source>Who would you like to be?</source>
        <translation>以谁的身份登录？</translation>
    </message>
    <message>
        <source>This is a practice account set. A click fills in the login; Enter or a double click logs in.</source>
        <translation>这是练习帐套。单击填入登录名，回车或双击直接登录。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Work</source>
        <translation>岗位</translation>
    </message>
    <message>
        <source>Department</source>
        <translation>部门</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>登录名</translation>
    </message>
</context>
<context>
    <name>OfflineBanner</name>
    <message>
        <source>Your login was locked or given another password. Nothing you typed is lost; ask your administrator.</source>
        <translation>您的登录已被锁定，或密码已更改。您输入的内容没有丢失；请找管理员。</translation>
    </message>
    <message>
        <source>The server cannot be reached. Nothing you typed is lost; next attempt in about {seconds} s.</source>
        <translation>连不上服务器。您输入的内容没有丢失；约 {seconds} 秒后重试。</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>立即重试</translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>Products and prices</source>
        <translation>产品与价格</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Ranking</source>
        <translation>业绩排名</translation>
    </message>
    <message>
        <source>Roles and rights</source>
        <translation>角色与权限</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>What I did today</source>
        <translation>我今天做了什么</translation>
    </message>
    <message>
        <source>Own attributes</source>
        <translation>自定义属性</translation>
    </message>
    <message>
        <source>Coding rules</source>
        <translation>编码规则</translation>
    </message>
    <message>
        <source>Dictionaries</source>
        <translation>基础设置</translation>
    </message>
    <message>
        <source>Usage</source>
        <translation>使用情况</translation>
    </message>
    <message>
        <source>Safety</source>
        <translation>数据安全</translation>
    </message>
    <message>
        <source>Account sets</source>
        <translation>帐套</translation>
    </message>
    <message>
        <source>Target customers</source>
        <translation>目标客户</translation>
    </message>
    <message>
        <source>Compare products</source>
        <translation>产品对比</translation>
    </message>
    <message>
        <source>Directory</source>
        <translation>通讯录</translation>
    </message>
    <message>
        <source>Organisation chart</source>
        <translation>组织结构图</translation>
    </message>
    <message>
        <source>Employee leaves</source>
        <translation>员工离职</translation>
    </message>
    <message>
        <source>Pool rules</source>
        <translation>公海规则</translation>
    </message>
    <message>
        <source>Lists as they were</source>
        <translation>历史清单</translation>
    </message>
    <message>
        <source>Duplicates</source>
        <translation>重复记录</translation>
    </message>
    <message>
        <source>Completeness</source>
        <translation>完整度</translation>
    </message>
    <message>
        <source>Standard formats</source>
        <translation>格式规范</translation>
    </message>
    <message>
        <source>My favourites</source>
        <translation>我的收藏</translation>
    </message>
    <message>
        <source>Form layout</source>
        <translation>表单布局</translation>
    </message>
    <message>
        <source>Personal data</source>
        <translation>个人信息</translation>
    </message>
    <message>
        <source>Promotion board</source>
        <translation>促销一览</translation>
    </message>
    <message>
        <source>Audit trail</source>
        <translation>操作记录</translation>
    </message>
    <message>
        <source>Merge records</source>
        <translation>合并记录</translation>
    </message>
    <message>
        <source>Field rules</source>
        <translation>字段规则</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>参数设置</translation>
    </message>
    <message>
        <source>Who sees this</source>
        <translation>谁能看到</translation>
    </message>
    <message>
        <source>Effective access</source>
        <translation>实际权限</translation>
    </message>
</context>
<context>
    <name>PagesPanel</name>
    <message>
        <source>Fold the list of pages (Ctrl+B)</source>
        <translation>收起页面列表 (Ctrl+B)</translation>
    </message>
</context>
<context>
    <name>PasswordDialog</name>
    <message>
        <source>Change my password</source>
        <translation>修改密码</translation>
    </message>
    <message>
        <source>&amp;Old password</source>
        <translation>旧密码(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;New password</source>
        <translation>新密码(&amp;N)</translation>
    </message>
    <message>
        <source>New password &amp;again</source>
        <translation>再输一次(&amp;A)</translation>
    </message>
    <message>
        <source>Please type your old password.</source>
        <translation>请输入旧密码。</translation>
    </message>
    <message>
        <source>The new password is too short.</source>
        <translation>新密码太短。</translation>
    </message>
    <message>
        <source>The new password must differ from the old one and must not contain your login.</source>
        <translation>新密码不能与旧密码相同，也不能含登录名。</translation>
    </message>
    <message>
        <source>The two new passwords are not the same.</source>
        <translation>两次输入的新密码不一致。</translation>
    </message>
    <message>
        <source>The old password is wrong.</source>
        <translation>旧密码不对。</translation>
    </message>
    <message>
        <source>At least {number} characters, and not your login. A few words in a row are easy to remember.</source>
        <translation>至少 {number} 个字符，不能含登录名。几个词连在一起最好记。</translation>
    </message>
</context>
<context>
    <name>PastPanel</name>
    <message>
        <source>As of</source>
        <translation>截至</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>当时</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>At that moment the record was not there yet.</source>
        <translation>那时还没有这条记录。</translation>
    </message>
    <message>
        <source>Before the first change that was written down.</source>
        <translation>在第一次有记录的修改之前。</translation>
    </message>
    <message>
        <source>Last changed before: {when}, {who}</source>
        <translation>此前最近一次修改：{when}，{who}</translation>
    </message>
    <message>
        <source>This is how it stands now.</source>
        <translation>这就是现在的样子。</translation>
    </message>
    <message>
        <source>Changes of this record</source>
        <translation>这条记录的历次修改</translation>
    </message>
    <message>
        <source>Next change</source>
        <translation>下一次修改</translation>
    </message>
    <message>
        <source>Only what is different now</source>
        <translation>只看与现在不同的</translation>
    </message>
    <message>
        <source>Then and now</source>
        <translation>当时与现在</translation>
    </message>
    <message>
        <source>Personal data was erased on {day}, here too.</source>
        <translation>个人信息已于 {day} 清除，此处亦然。</translation>
    </message>
    <message>
        <source>Previous change</source>
        <translation>上一次修改</translation>
    </message>
</context>
<context>
    <name>PreviewPanel</name>
    <message>
        <source>Press Enter to open and change it.</source>
        <extracomment>milliseconds; walking quickly through the rows asks for the last one only</extracomment>
        <translation>按回车打开后修改。</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>关闭 (Esc)</translation>
    </message>
</context>
<context>
    <name>Reactions</name>
    <message>
        <source>Noted</source>
        <extracomment>In the order in which they are offered.</extracomment>
        <translation>收到</translation>
    </message>
    <message>
        <source>Well done</source>
        <translation>赞</translation>
    </message>
</context>
<context>
    <name>Recalculation</name>
    <message>
        <source>Recalculate …</source>
        <translation>重新计算…</translation>
    </message>
    <message>
        <source>You have no right to do this.</source>
        <translation>您没有此操作的权限。</translation>
    </message>
    <message>
        <source>Nothing changes: every formula stands at its value.</source>
        <translation>没有变化：所有公式的值都正确。</translation>
    </message>
    <message>
        <source>{values} value(s) on %n record(s) will change.</source>
        <translation>将改变 {values} 个值，涉及 %n 条记录。</translation>
    </message>
    <message>
        <source>Recalculate</source>
        <translation>重新计算</translation>
    </message>
    <message>
        <source>%n record(s) recalculated.</source>
        <translation>已重新计算 %n 条记录。</translation>
    </message>
    <message>
        <source>Recalculating …</source>
        <translation>正在重新计算…</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
</context>
<context>
    <name>RecordMenu</name>
    <message>
        <source>Discard what was typed …</source>
        <translation>放弃未保存的修改…</translation>
    </message>
    <message>
        <source>Discard what was typed here and is not saved?</source>
        <translation>放弃这里未保存的修改？</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>You have no right to create these.</source>
        <translation>您没有新建权限。</translation>
    </message>
    <message>
        <source>You have no right to delete these.</source>
        <translation>您没有删除权限。</translation>
    </message>
    <message>
        <source>You have no right to print these.</source>
        <translation>您无权打印。</translation>
    </message>
    <message>
        <source>Print …</source>
        <translation>打印…</translation>
    </message>
    <message>
        <source>New with the same content</source>
        <translation>复制为新记录</translation>
    </message>
    <message>
        <source>Delete …</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>“{name}” has been deleted.</source>
        <translation>“{name}”已删除。</translation>
    </message>
    <message>
        <source>The program keeps these records itself.</source>
        <translation>这些记录由系统自动维护。</translation>
    </message>
    <message>
        <source>Delete “{name}” with all that belongs to it?</source>
        <translation>删除“{name}”及其全部附属内容？</translation>
    </message>
    <message>
        <source>Reload</source>
        <translation>重新读取</translation>
    </message>
    <message>
        <source>Who sees this …</source>
        <translation>谁能看到，为什么…</translation>
    </message>
</context>
<context>
    <name>RecordPage</name>
    <message>
        <source>What you typed stays here, so that you can copy it.</source>
        <extracomment>milliseconds after the last key</extracomment>
        <translation>您输入的内容仍保留在此，可以复制。</translation>
    </message>
    <message>
        <source>Something is not right yet: see the marked field.</source>
        <translation>还有内容不对，请看标出的字段。</translation>
    </message>
    <message>
        <source>A colleague saved other fields of this record meanwhile; both changes fit together. Please look at it and save again.</source>
        <translation>同事刚保存了这条记录的其他字段，与您的修改不冲突。请看一下再保存。</translation>
    </message>
    <message>
        <source>The draft cannot be written: this PC&apos;s disk is full or locked. Please save soon.</source>
        <translation>草稿写不进去：本机磁盘已满或被锁定，请尽快保存。</translation>
    </message>
    <message>
        <source>Your unsaved entries of {when} are back.</source>
        <translation>已找回您 {when} 未保存的内容。</translation>
    </message>
    <message>
        <source>Discard them</source>
        <translation>放弃这些内容</translation>
    </message>
    <message>
        <source>“{name}” was closed with unsaved entries; they are kept.</source>
        <translation>“{name}”已关闭，未保存的内容已保留。</translation>
    </message>
    <message>
        <source>New: {what}</source>
        <translation>新建{what}</translation>
    </message>
    <message>
        <source>Please choose first which words are to stand, then save.</source>
        <translation>请先选择保留哪些内容，再保存。</translation>
    </message>
    <message>
        <source>“{name}” could not be saved yet; this is done by itself when the server is back.</source>
        <translation>“{name}”还没能保存；服务器恢复后自动保存。</translation>
    </message>
    <message>
        <source>“{name}” was to be saved when the program ended; now it is.</source>
        <translation>“{name}”在程序中断时正要保存，现在已保存。</translation>
    </message>
    <message>
        <source>The server is back: “{name}” is saved.</source>
        <translation>服务器已恢复：“{name}”已保存。</translation>
    </message>
    <message>
        <source>“{name}” was not saved when the server was back: somebody had changed it meanwhile. What you typed is kept.</source>
        <translation>服务器恢复后“{name}”没有保存：期间有人改过它。您输入的内容已保留。</translation>
    </message>
    <message>
        <source>“{name}” was not saved when the server was back: {reason} What you typed is kept.</source>
        <translation>服务器恢复后“{name}”没有保存：{reason}您输入的内容已保留。</translation>
    </message>
</context>
<context>
    <name>RecordSides</name>
    <message>
        <source>Around this record</source>
        <translation>相关内容</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>交往记录</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>附件</translation>
    </message>
    <message>
        <source>As it was</source>
        <translation>历史状态</translation>
    </message>
</context>
<context>
    <name>RelatedLists</name>
    <message>
        <source>Export from the full list.</source>
        <extracomment>lists that still show what belongs to the record before</extracomment>
        <translation>请在完整列表中导出。</translation>
    </message>
    <message>
        <source>What belongs to it</source>
        <translation>下属记录</translation>
    </message>
</context>
<context>
    <name>Resend</name>
    <message>
        <source>Not saved yet: the server cannot be reached. Everything stays here and is saved by itself when the server is back; if you type on, press Ctrl+S then.</source>
        <extracomment>milliseconds: what colleagues changed meanwhile is read first</extracomment>
        <translation>尚未保存：服务器连不上。内容都在这里，服务器恢复后自动保存；之后又改过的，请再按一次 Ctrl+S。</translation>
    </message>
</context>
<context>
    <name>SearchBox</name>
    <message>
        <source>The search did not work; pages and actions still do.</source>
        <extracomment>milliseconds after a key in which further ones wait: an input method sends several at once shown at the right title → how it sounds; () until the database has said Enter came before the answer</extracomment>
        <translation>查找未成功；页面和操作仍可使用。</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Opened last</source>
        <translation>最近打开</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Searching …</source>
        <translation>正在查找…</translation>
    </message>
    <message>
        <source>Nothing found. Characters, pinyin, initials, a part of a phone number or a code will do.</source>
        <translation>没有找到。可输入汉字、拼音、首字母、电话片段或编码。</translation>
    </message>
    <message>
        <source>Search everything: name, pinyin, phone, code, page, action   Ctrl+K</source>
        <translation>查找一切：名称、拼音、电话、编码、页面、操作   Ctrl+K</translation>
    </message>
    <message>
        <source>Search everything</source>
        <translation>查找一切</translation>
    </message>
</context>
<context>
    <name>Sentences</name>
    <message>
        <source>“{field}” must be filled in.</source>
        <extracomment>Numbers of OSError: the disk is full; a file cannot be written for other reasons. Rule of ``Invalid`` that no descriptor explains → marked sentence.</extracomment>
        <translation>“{field}”必须填写。</translation>
    </message>
    <message>
        <source>Other records still point to this one; it cannot be deleted.</source>
        <translation>还有其他记录引用它，不能删除。</translation>
    </message>
    <message>
        <source>The record chosen here is no longer there; please choose again.</source>
        <translation>所选的记录已不存在，请重新选择。</translation>
    </message>
    <message>
        <source>There is already a record with this value.</source>
        <translation>已有记录使用了这个值。</translation>
    </message>
    <message>
        <source>A value lies outside of what is allowed. Please check the entries.</source>
        <translation>有的值超出了允许范围，请检查。</translation>
    </message>
    <message>
        <source>A value cannot be stored as it is. Please check the entries.</source>
        <translation>有的值无法保存，请检查。</translation>
    </message>
    <message>
        <source>Please decide first what a colleague and you both changed.</source>
        <translation>您和同事改了同样的内容，请先作出选择。</translation>
    </message>
    <message>
        <source>This entry is not in the dictionary.</source>
        <translation>基础设置中没有这一项。</translation>
    </message>
    <message>
        <source>This employee has left; please choose another owner.</source>
        <translation>该员工已离职，请另选负责人。</translation>
    </message>
    <message>
        <source>This has been taken back already.</source>
        <translation>这项操作已经撤销过了。</translation>
    </message>
    <message>
        <source>One administrator must stay; this is the last one.</source>
        <translation>至少要保留一名管理员，这是最后一名。</translation>
    </message>
    <message>
        <source>The code of a dictionary entry stays, because records carry it.</source>
        <translation>已有记录在使用，基础设置项的代码不能改。</translation>
    </message>
    <message>
        <source>A kind of records stays, for records of it may be there. Retire it instead.</source>
        <translation>自定义对象不能删除，因为可能已有记录；请改为停用。</translation>
    </message>
    <message>
        <source>The code stays: formulas, files and rights name the records by it.</source>
        <translation>编码不能修改：公式、文件和权限都用它指这类记录。</translation>
    </message>
    <message>
        <source>To whom such records belong is said once, when their kind is made.</source>
        <translation>归属在建立自定义对象时确定，之后不能修改。</translation>
    </message>
    <message>
        <source>The code “{detail}” is used by the program itself. Please choose another one.</source>
        <translation>编码“{detail}”程序自己要用，请换一个。</translation>
    </message>
    <message>
        <source>A company can have {detail} kinds of records of its own; that many are there.</source>
        <translation>一家公司最多可有 {detail} 个自定义对象，现已达到。</translation>
    </message>
    <message>
        <source>Somebody is just writing a great deal, such as an import. Nothing was made; please try again later.</source>
        <translation>有人正在写入大量数据（如导入）。没有建立任何东西，请稍后再试。</translation>
    </message>
    <message>
        <source>This is no view of a list; nothing was changed.</source>
        <translation>这不是列表的视图，没有改动。</translation>
    </message>
    <message>
        <source>There is no such answer to an entry.</source>
        <translation>没有这种回应。</translation>
    </message>
    <message>
        <source>You have answered so already.</source>
        <translation>您已经这样回应过了。</translation>
    </message>
    <message>
        <source>Each address needs a name of its own, of 40 characters at most.</source>
        <translation>每个网址要有自己的名称，最多 40 个字，不能重复。</translation>
    </message>
    <message>
        <source>More than 20 addresses are not offered.</source>
        <translation>最多提供 20 个网址。</translation>
    </message>
    <message>
        <source>A sheet holds {limit} rows at most. Please export as CSV.</source>
        <translation>一张工作表最多 {limit} 行，请导出为 CSV。</translation>
    </message>
    <message>
        <source>A text in row {row} is too long for a cell of Excel. Please export as CSV.</source>
        <translation>第 {row} 行的文字超出 Excel 单元格的长度，请导出为 CSV。</translation>
    </message>
    <message>
        <source>This is no account set, or not one of yours. Please check its name.</source>
        <extracomment>Reason of ``Denied`` → marked sentence.</extracomment>
        <translation>这不是帐套，或者您无权进入。请检查名称。</translation>
    </message>
    <message>
        <source>This login belongs to no active employee of this account set.</source>
        <translation>该登录名不属于本帐套的在职员工。</translation>
    </message>
    <message>
        <source>You have no right to hand this over to somebody else.</source>
        <translation>您没有转交他人的权限。</translation>
    </message>
    <message>
        <source>The record it belongs to is not one of yours.</source>
        <translation>它所属的记录不归您管。</translation>
    </message>
    <message>
        <source>Only whoever did this can take it back.</source>
        <translation>只有操作者本人可以撤销。</translation>
    </message>
    <message>
        <source>You have no right to change employees.</source>
        <translation>您没有修改员工资料的权限。</translation>
    </message>
    <message>
        <source>Only product maintainers change prices.</source>
        <translation>只有产品维护人员可以改价格。</translation>
    </message>
    <message>
        <source>Some of these records are not yours to change; nothing was changed.</source>
        <translation>其中有的记录您无权修改，所有记录均未变动。</translation>
    </message>
    <message>
        <source>Some of these records are not yours to delete; nothing was deleted.</source>
        <translation>其中有的记录您无权删除，所有记录均未删除。</translation>
    </message>
    <message>
        <source>You have no right to export these.</source>
        <translation>您没有导出权限。</translation>
    </message>
    <message>
        <source>An attachment stays at its record; add it to the other one anew.</source>
        <translation>附件不能移到其他记录，请在另一条记录上重新添加。</translation>
    </message>
    <message>
        <source>A line stays in its order; write it into the other one anew.</source>
        <translation>明细不能移到其他订单，请在另一张订单上重新录入。</translation>
    </message>
    <message>
        <source>Tables and functions are changed by an upgrade only.</source>
        <translation>表和函数的结构只能通过升级改变。</translation>
    </message>
    <message>
        <source>You have no right to the audit trail.</source>
        <translation>您没有操作记录的权限。</translation>
    </message>
    <message>
        <source>You have no right to change dictionaries.</source>
        <translation>您没有修改字典的权限。</translation>
    </message>
    <message>
        <source>You have no right to the company&apos;s settings.</source>
        <translation>您没有查看或修改公司设置的权限。</translation>
    </message>
    <message>
        <source>Duplicates are looked for by whoever sees all records and may decide about duplicates.</source>
        <translation>只有能看到全部记录并有权处理重复的人才能查找重复。</translation>
    </message>
    <message>
        <source>To decide about two records you must be allowed to edit both.</source>
        <translation>要判断两条记录是否重复，您须有权修改这两条记录。</translation>
    </message>
    <message>
        <source>This employee may do more than you; only whoever has all these rights changes the login.</source>
        <translation>该员工的权限比您多，只有拥有这些权限的人才能更改其登录。</translation>
    </message>
    <message>
        <source>To see what a promotion would have changed you need the rights to see prices and orders.</source>
        <translation>要预览促销的效果，您须有查看价格和订单的权限。</translation>
    </message>
    <message>
        <source>Something unexpected happened. What you typed is kept; please try again.</source>
        <translation>发生了意外情况。您输入的内容已保留，请重试。</translation>
    </message>
    <message>
        <source>This did not work. Nothing was changed; please try again.</source>
        <translation>操作未成功，数据没有变动，请重试。</translation>
    </message>
    <message>
        <source>The server cannot be reached at the moment. Nothing you typed is lost; the program keeps trying.</source>
        <translation>暂时连不上服务器。您输入的内容没有丢失，程序会自动重连。</translation>
    </message>
    <message>
        <source>Somebody else saved this record first. Nothing is lost: compare the two versions and choose.</source>
        <translation>同事先保存了这条记录。内容没有丢失，请对照两个版本后选择。</translation>
    </message>
    <message>
        <source>You have no right to do this with “{what}”. Nothing was changed; your administrator can grant it.</source>
        <translation>您没有对“{what}”进行此操作的权限，数据没有变动；可请管理员授权。</translation>
    </message>
    <message>
        <source>You have no right to do this. Nothing was changed; your administrator can grant it.</source>
        <translation>您没有此操作的权限，数据没有变动；可请管理员授权。</translation>
    </message>
    <message>
        <source>This record is no longer there: it was deleted, or handed to somebody whose records you do not see.</source>
        <translation>这条记录已不在：可能已被删除，或已转给您看不到的同事。</translation>
    </message>
    <message>
        <source>Login or password is wrong, or the login is locked. Please check both; your administrator can help.</source>
        <translation>登录名或密码不对，或者该登录名已被锁定。请检查后重试，必要时请管理员协助。</translation>
    </message>
    <message>
        <source>This program and the account set belong to different versions ({client} and {database}); please ask your administrator for the matching one.</source>
        <translation>本程序与帐套的版本不一致（{client} 与 {database}），请向管理员索取相应版本。</translation>
    </message>
    <message>
        <source>A rule of the company does not allow this ({rule}). Nothing was changed; please correct the entry.</source>
        <translation>公司的规则不允许这样做（{rule}）。数据没有变动，请更正后再试。</translation>
    </message>
    <message>
        <source>There is no attribute “{detail}”.</source>
        <translation>没有属性“{detail}”。</translation>
    </message>
    <message>
        <source>“{field}” cannot hold this value.</source>
        <translation>“{field}”不能填这样的值。</translation>
    </message>
    <message>
        <source>The record chosen for “{field}” is no longer there, or not one of yours.</source>
        <translation>为“{field}”选择的记录已不存在，或不在您的权限内。</translation>
    </message>
    <message>
        <source>The record has no file “{detail}”.</source>
        <translation>该记录没有附件“{detail}”。</translation>
    </message>
    <message>
        <source>An attribute of the record names this file; choose another one there first.</source>
        <translation>记录的某个属性引用了这个附件，请先在那里另选一个。</translation>
    </message>
    <message>
        <source>The formula “{detail}” reads this field; it would go on telling it.</source>
        <translation>公式“{detail}”引用了这个字段，隐藏后仍会泄露它。</translation>
    </message>
    <message>
        <source>Some records that carry this entry are not yours to change; nothing was changed.</source>
        <translation>有些使用此项的记录您无权修改，未作任何更改。</translation>
    </message>
    <message>
        <source>A period ends after it begins and is not that long.</source>
        <translation>结束日期须在开始之后，且期间不能这么长。</translation>
    </message>
    <message>
        <source>Please choose to whom.</source>
        <translation>请选择分配给谁。</translation>
    </message>
    <message>
        <source>{name} may hold {most} customers at most; this would be {over} too many. Nothing was changed.</source>
        <translation>{name} 名下最多 {most} 个客户，这样将超出 {over} 个。未作任何更改。</translation>
    </message>
    <message>
        <source>{name} may lock {most} customers at most; this would be {over} too many. Nothing was changed.</source>
        <translation>{name} 最多可锁定 {most} 个客户，这样将超出 {over} 个。未作任何更改。</translation>
    </message>
    <message>
        <source>{gone} of these are no longer in the pool: somebody was faster. Nothing was claimed; choose again.</source>
        <translation>其中 {gone} 个已不在公海：别人先领走了。本次未领取，请重新选择。</translation>
    </message>
    <message>
        <source>From “{pool}” you may claim {most} customers a day; today&apos;s number does not reach for these.</source>
        <translation>从“{pool}”每天最多领取 {most} 个客户，今天剩余的次数不够。</translation>
    </message>
    <message>
        <source>Not claimable yet: from {from} on at the earliest.</source>
        <translation>还不能领取：最早 {from} 起。</translation>
    </message>
    <message>
        <source>This pool is closed or no longer there; please choose another.</source>
        <translation>此公海已停用或不存在，请另选。</translation>
    </message>
    <message>
        <source>Please write why the customer goes into the pool.</source>
        <translation>请写明放入公海的原因。</translation>
    </message>
    <message>
        <source>Customers of a pool go to its members only.</source>
        <translation>公海客户只能分配给该公海的成员。</translation>
    </message>
    <message>
        <source>This employee has left already.</source>
        <translation>该员工已经离职。</translation>
    </message>
    <message>
        <source>There is still open work; choose who takes it over.</source>
        <translation>还有未完事项，请选择由谁接手。</translation>
    </message>
    <message>
        <source>“{detail}”: http:// or https://, a server, and no blanks.</source>
        <translation>“{detail}”：网址要以 http:// 或 https:// 加服务器名开头，不能有空格。</translation>
    </message>
    <message>
        <source>“{detail}”: in braces goes the name or the tax number.</source>
        <translation>“{detail}”：花括号里只能写名称（name）或税号（tax_number），至少一处。</translation>
    </message>
    <message>
        <source>There is no such time zone.</source>
        <translation>没有此时区。</translation>
    </message>
    <message>
        <source>You do not belong to this pool.</source>
        <translation>您不是此公海的成员。</translation>
    </message>
    <message>
        <source>Only the pool&apos;s administrators hand out its customers.</source>
        <translation>只有公海管理员可以分配其中的客户。</translation>
    </message>
    <message>
        <source>Only .xlsx and .csv files are possible, for contacts also .vcf.</source>
        <translation>只能是 .xlsx 或 .csv 文件，联系人还可以是 .vcf。</translation>
    </message>
    <message>
        <source>This product is withdrawn from sale. Choose its replacement; both stand on the product&apos;s page.</source>
        <translation>该产品已停售，请选用替代产品；产品页上有替代关系。</translation>
    </message>
    <message>
        <source>Some of these prices are made from the cost; only who may see costs may change them. Nothing was changed.</source>
        <translation>其中有按成本计算的价格，只有能查看成本价的人可以修改。没有任何改动。</translation>
    </message>
    <message>
        <source>These records have no form to arrange.</source>
        <translation>此类记录没有可布置的表单。</translation>
    </message>
    <message>
        <source>This is no arrangement of a form; nothing was changed.</source>
        <translation>这不是有效的表单布局，未作任何更改。</translation>
    </message>
    <message>
        <source>A section needs a title.</source>
        <translation>分组需要标题。</translation>
    </message>
    <message>
        <source>“{detail}” must be filled in; it cannot be hidden. Nothing was changed.</source>
        <translation>“{detail}”为必填，不能隐藏。未作任何更改。</translation>
    </message>
    <message>
        <source>A rule of the company keeps “{field}” as it is in this state.</source>
        <translation>按公司规则，当前状态下“{field}”不可更改。</translation>
    </message>
    <message>
        <source>“{field}”: this entry does not go with the other choice.</source>
        <translation>“{field}”：此项与另一项的选择不符。</translation>
    </message>
    <message>
        <source>A rule of “{detail}” reads this field; what it shows or refuses would go on telling it.</source>
        <translation>“{detail}”的规则引用此字段，隐藏后仍会通过规则泄露。</translation>
    </message>
    <message>
        <source>Rights are changed by what stands now; please end this transaction and try again.</source>
        <translation>权限按当前状态修改；请结束此事务后重试。</translation>
    </message>
    <message>
        <source>The disk is full; the file was not written, and one that stood there is as it was. Please free some space or choose another place.</source>
        <translation>磁盘已满，文件没有写入，原有的文件保持原样。请腾出空间或另选位置。</translation>
    </message>
    <message>
        <source>The file cannot be written. Is it open in Excel? Please close it there, or choose another name.</source>
        <translation>文件无法写入。是否正在 Excel 中打开？请关闭它，或换一个文件名。</translation>
    </message>
    <message>
        <source>The disk of the server is full; nothing was changed. What you typed stays here: please tell your administrator, and save again when there is room.</source>
        <translation>服务器磁盘已满，没有作任何修改。您输入的内容保留在这里：请告知管理员，腾出空间后再保存。</translation>
    </message>
    <message>
        <source>You have no right to see or erase all about a person.</source>
        <translation>您无权查看或清除某人的全部信息。</translation>
    </message>
    <message>
        <source>This customer is a company. Only a person can be erased: change its kind to “Person” if it is one.</source>
        <translation>此客户是单位。只能清除个人的信息：如果确为个人，请先把客户类型改为“个人”。</translation>
    </message>
    <message>
        <source>Something is still open with this person. Close it first; nothing was erased.</source>
        <translation>与此人还有未了结的事项，请先了结；没有清除任何内容。</translation>
    </message>
    <message>
        <source>You have no right to change many of these records.</source>
        <translation>您无权批量更改这些记录。</translation>
    </message>
    <message>
        <source>These are more than {limit} groups. Choose coarser ones, or filter the list first.</source>
        <translation>分组超过 {limit} 个。请选择更粗的分组，或先筛选列表。</translation>
    </message>
    <message>
        <source>A margin is less than 100%.</source>
        <translation>毛利率须小于 100%。</translation>
    </message>
    <message>
        <source>A name is needed.</source>
        <translation>请填写名称。</translation>
    </message>
    <message>
        <source>This address is another customer&apos;s; please choose one of this customer&apos;s.</source>
        <translation>该地址属于其他客户，请选择该客户自己的地址。</translation>
    </message>
    <message>
        <source>This login belongs to the server itself; please choose another.</source>
        <translation>该登录名由服务器自用，请换一个。</translation>
    </message>
    <message>
        <source>Another author and day can be kept only for what this import adds.</source>
        <translation>只有本次导入新增的记录才能保留原创建人和创建时间。</translation>
    </message>
    <message>
        <source>The password did not arrive encrypted; it was not changed.</source>
        <translation>密码未经加密传送，没有修改。</translation>
    </message>
    <message>
        <source>These are too many lines to be reckoned at once.</source>
        <translation>明细过多，无法一次计算。</translation>
    </message>
    <message>
        <source>These are too many rows to be compared at once.</source>
        <translation>行数过多，无法一次比对。</translation>
    </message>
    <message>
        <source>The last day comes before the first.</source>
        <translation>结束日期早于开始日期。</translation>
    </message>
    <message>
        <source>Nobody stands in for themselves; please choose somebody else.</source>
        <translation>不能由本人代理自己，请另选他人。</translation>
    </message>
    <message>
        <source>This picture is too large.</source>
        <translation>图片过大。</translation>
    </message>
    <message>
        <source>Nobody can record their own leaving; ask another administrator.</source>
        <translation>不能为自己办理离职，请由另一位管理员办理。</translation>
    </message>
    <message>
        <source>You have no right to see costs, and so none to calculate from them.</source>
        <translation>您无权查看成本价，因此不能按成本计算价格。</translation>
    </message>
    <message>
        <source>“{field}” does not match the pattern that the company asks for.</source>
        <translation>“{field}”不符合公司规定的格式。</translation>
    </message>
    <message>
        <source>This was done more than {days} days ago and can no longer be taken back.</source>
        <translation>已过 {days} 天，不能再撤销。</translation>
    </message>
    <message>
        <source>Choose two to fifty records to merge.</source>
        <translation>请选择二至五十条记录合并。</translation>
    </message>
    <message>
        <source>To merge records you must be allowed to edit and delete each of them.</source>
        <translation>合并记录需要有编辑和删除其中每一条的权限。</translation>
    </message>
    <message>
        <source>You may not write one of the fields that you chose.</source>
        <translation>所选字段中有一个您无权修改。</translation>
    </message>
    <message>
        <source>What the merge wrote was changed since, and the undo would write over it. Nothing was taken back.</source>
        <translation>合并写入的内容之后又被修改，撤销会将其覆盖，因此没有撤销。</translation>
    </message>
    <message>
        <source>Something that came with the merge was moved on since. Nothing was taken back.</source>
        <translation>随合并转来的记录之后又转到了别处，因此没有撤销。</translation>
    </message>
    <message>
        <source>They are counted in different units ({one}, {other}): quantities and prices would mean something else.</source>
        <translation>计量单位不同（{one}、{other}），合并后数量和价格的含义会改变。</translation>
    </message>
    <message>
        <source>Both have the unit “{unit}”, with other contents or another bar code. Please make them alike first.</source>
        <translation>两个产品都有单位“{unit}”，但换算或条码不同。请先改成一致。</translation>
    </message>
    <message>
        <source>You have no right to change list prices.</source>
        <translation>您没有修改标价的权限。</translation>
    </message>
    <message>
        <source>This is there already, at a target customer, and may not be twice; its owner: {detail}.</source>
        <translation>已存在于目标客户中，不得重复；负责人：{detail}。</translation>
    </message>
    <message>
        <source>This is there already, at a customer, and may not be twice; its owner: {detail}.</source>
        <translation>已存在于成交客户中，不得重复；负责人：{detail}。</translation>
    </message>
    <message>
        <source>This is there already, at a former customer, and may not be twice; its owner: {detail}.</source>
        <translation>已存在于流失或沉睡的客户中，不得重复；负责人：{detail}。</translation>
    </message>
    <message>
        <source>This is there already, at a customer in a public pool, and may not be twice; claim it there.</source>
        <translation>已存在于公海客户中，不得重复；请到公海领取。</translation>
    </message>
    <message>
        <source>This is there already, at a locked customer, and may not be twice; its owner: {detail}.</source>
        <translation>已存在于锁定的客户中，不得重复；负责人：{detail}。</translation>
    </message>
    <message>
        <source>Only the pool&apos;s administrators import into it, and whoever may assign all customers.</source>
        <translation>只有该公海的管理员和有权分配全部客户的人可以导入到公海。</translation>
    </message>
    <message>
        <source>Only one of them can have this mark. Give it to that one alone.</source>
        <translation>其中只能有一条带此标记。请只给那一条加上。</translation>
    </message>
    <message>
        <source>“{detail}” comes in variants; please choose one of them.</source>
        <translation>“{detail}”分规格出售，请选择其中一种规格。</translation>
    </message>
    <message>
        <source>Variants are merged with variants of the same main product, main products with those that vary by the same.</source>
        <translation>规格产品只能与同一主产品的规格产品合并，主产品只能与规格项相同的主产品合并。</translation>
    </message>
    <message>
        <source>Variants of “{detail}” differ by this attribute; it stays as it is.</source>
        <translation>“{detail}”的各规格以此属性区分，不能更改。</translation>
    </message>
    <message>
        <source>Among them: {names}</source>
        <translation>其中有：{names}</translation>
    </message>
    <message>
        <source>A colleague is just saving this relation at the other record. Please save again.</source>
        <translation>同事正在另一条记录里保存这个关系，请再保存一次。</translation>
    </message>
    <message>
        <source>A colleague changed the same at this moment, so nothing of yours was saved. Please do it again.</source>
        <translation>同事此刻正在修改同样的内容，您的操作没有保存，请再做一次。</translation>
    </message>
    <message>
        <source>Your role may not read what some records are called, and without that the program does not open. Your administrator can change the field right.</source>
        <translation>您的角色看不到某些记录的名称，没有名称程序无法打开。请让管理员修改字段权限。</translation>
    </message>
    <message>
        <source>“At most above base” is less than “At least above base”.</source>
        <translation>“至多高于基准”小于“至少高于基准”。</translation>
    </message>
    <message>
        <source>Who sees a record is told to those only who see it, and may see whose it is.</source>
        <translation>只有能看到这条记录、并且能看到其负责人的人，才能查看谁能看到它。</translation>
    </message>
    <message>
        <source>You have no right to see what others may do.</source>
        <translation>您没有查看他人权限的权限。</translation>
    </message>
    <message>
        <source>“{detail}” is retired. Please choose another entry.</source>
        <translation>“{detail}”已停用，请另选一项。</translation>
    </message>
</context>
<context>
    <name>ServerDialog</name>
    <message>
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>Encrypted where the server can</source>
        <translation>服务器支持时加密</translation>
    </message>
    <message>
        <source>Always encrypted</source>
        <translation>始终加密</translation>
    </message>
    <message>
        <source>Always encrypted, certificate checked</source>
        <translation>始终加密并核对证书</translation>
    </message>
    <message>
        <source>&amp;Test</source>
        <translation>测试(&amp;T)</translation>
    </message>
    <message>
        <source>for example 192.168.1.10 or crm-server</source>
        <translation>例如 192.168.1.10 或 crm-server</translation>
    </message>
    <message>
        <source>for example Demo</source>
        <translation>例如 Demo</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Address</source>
        <translation>地址(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Port</source>
        <translation>端口(&amp;P)</translation>
    </message>
    <message>
        <source>Account &amp;sets</source>
        <translation>帐套(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Encryption</source>
        <translation>加密(&amp;E)</translation>
    </message>
    <message>
        <source>Asking the server …</source>
        <translation>正在询问服务器…</translation>
    </message>
    <message>
        <source>The server answers, and encrypts.</source>
        <translation>服务器有应答，支持加密。</translation>
    </message>
    <message>
        <source>The server answers. It does not encrypt; passwords are still never sent in clear.</source>
        <translation>服务器有应答，但不加密；密码仍不会明文传送。</translation>
    </message>
    <message>
        <source>Nothing answers there. Please check address, port and the server&apos;s firewall.</source>
        <translation>那里没有应答。请检查地址、端口和服务器防火墙。</translation>
    </message>
</context>
<context>
    <name>Tabs</name>
    <message>
        <source>My desktop</source>
        <translation>我的桌面</translation>
    </message>
    <message>
        <source>Base info</source>
        <translation>基础信息</translation>
    </message>
    <message>
        <source>Market</source>
        <translation>市场</translation>
    </message>
    <message>
        <source>Sales</source>
        <translation>销售</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>Analysis</source>
        <translation>分析</translation>
    </message>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Nothing here yet. What is done with this record appears here by itself.</source>
        <extracomment>milliseconds after the last key events on show at once; the filter finds what lies further back</extracomment>
        <translation>还没有内容。对这条记录所做的事会自动出现在这里。</translation>
    </message>
    <message>
        <source>Result: {words}</source>
        <translation>结果：{words}</translation>
    </message>
    <message>
        <source>Next: {day}</source>
        <translation>下次：{day}</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>建立</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>修改</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>变更</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>交往记录</translation>
    </message>
    <message>
        <source>Nothing found.</source>
        <translation>没有找到。</translation>
    </message>
    <message>
        <source>Type above to find what lies further back.</source>
        <translation>更早的记录请在上面输入文字查找。</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>取消置顶</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>置顶</translation>
    </message>
    <message>
        <source>Find in the timeline</source>
        <translation>在交往记录中查找</translation>
    </message>
    <message>
        <source>Status: {before} → {now}</source>
        <translation>状态：{before} → {now}</translation>
    </message>
    <message>
        <source>Contact</source>
        <extracomment>the column with the employee&apos;s id of the amount; &apos;&apos; for the company&apos;s own field of the record → which rows ``s`` say so of its edit ``h`` In the order in which things of the same moment stand. The chips in their order; one is shown where a source of the record stands under it.</extracomment>
        <translation>联系</translation>
    </message>
    <message>
        <source>Quotes</source>
        <translation>报价</translation>
    </message>
    <message>
        <source>Orders</source>
        <translation>订单</translation>
    </message>
    <message>
        <source>Returns</source>
        <translation>退货</translation>
    </message>
    <message>
        <source>Payments</source>
        <translation>收付款</translation>
    </message>
    <message>
        <source>Feedback</source>
        <translation>反馈</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>Opportunities</source>
        <translation>机会</translation>
    </message>
    <message>
        <source>Owner and status</source>
        <translation>归属状态</translation>
    </message>
    <message>
        <source>Handed over from {from} to {to}</source>
        <extracomment>Kind of an entry written by ``crm.log_timeline`` → its sentence; {names} are keys of the entry&apos;s data.</extracomment>
        <translation>由 {from} 移交给 {to}</translation>
    </message>
    <message>
        <source>Claimed from the pool {pool}</source>
        <translation>从公海“{pool}”领取</translation>
    </message>
    <message>
        <source>Merged with {name}</source>
        <translation>与“{name}”合并</translation>
    </message>
    <message>
        <source>Merger with {name} undone</source>
        <translation>撤销与“{name}”的合并</translation>
    </message>
    <message>
        <source>Put into the pool {pool}: {reason}</source>
        <translation>放入公海“{pool}”：{reason}</translation>
    </message>
    <message>
        <source>Fell into the pool {pool}: no action for {days} days</source>
        <translation>超过 {days} 天未跟进，自动进入公海“{pool}”</translation>
    </message>
    <message>
        <source>Fell into the pool {pool}: no opportunity for {days} days</source>
        <translation>超过 {days} 天无新机会，自动进入公海“{pool}”</translation>
    </message>
    <message>
        <source>Fell into the pool {pool}: no order for {days} days</source>
        <translation>超过 {days} 天未成交，自动进入公海“{pool}”</translation>
    </message>
    <message>
        <source>{from} left the company; now with {to}</source>
        <translation>{from} 离职，转给 {to}</translation>
    </message>
    <message>
        <source>Taken back: from {from} to {to}</source>
        <translation>撤销：从 {from} 回到 {to}</translation>
    </message>
    <message>
        <source>Personal data of a person was erased</source>
        <translation>某人的个人信息已清除</translation>
    </message>
    <message>
        <source>Show older</source>
        <translation>更早的记录</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>置顶</translation>
    </message>
    <message>
        <source>Files: {count}</source>
        <translation>附件：{count}</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Undo</source>
        <extracomment>milliseconds; with Undo twice as long</extracomment>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Account set {name}</source>
        <translation>帐套 {name}</translation>
    </message>
    <message>
        <source>Who I am: {name}</source>
        <translation>当前用户：{name}</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>New record (Ctrl+N)</source>
        <translation>新建 (Ctrl+N)</translation>
    </message>
</context>
<context>
    <name>ViewDialog</name>
    <message>
        <source>&amp;Share with colleagues</source>
        <translation>与同事共享(&amp;S)</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
    <message>
        <source>Save as a view</source>
        <translation>存为视图</translation>
    </message>
</context>
</TS>
