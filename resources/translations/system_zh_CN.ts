<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>AccessPage</name>
    <message>
        <source>Module</source>
        <translation>模块</translation>
    </message>
    <message>
        <source>Action or field</source>
        <translation>操作或字段</translation>
    </message>
    <message>
        <source>Comes to</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>By</source>
        <translation>来自</translation>
    </message>
    <message>
        <source>Nothing: the login is not active</source>
        <translation>无：登录未启用</translation>
    </message>
    <message>
        <source>{role} ({scope})</source>
        <translation>{role}（{scope}）</translation>
    </message>
    <message>
        <source>Effective access: {name}</source>
        <translation>实际权限：{name}</translation>
    </message>
    <message>
        <source>Effective access</source>
        <translation>实际权限</translation>
    </message>
    <message>
        <source>Fields hidden, masked or only to read: {count}</source>
        <translation>隐藏、打码或只读的字段：{count}</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Roles: {roles}.</source>
        <translation>角色：{roles}。</translation>
    </message>
    <message>
        <source>The login is locked, so nothing of it holds today.</source>
        <translation>登录已锁定，以下权限目前都不生效。</translation>
    </message>
    <message>
        <source>Of several roles the widest scope counts. Own+: own and subordinates; Dept+: department and below.</source>
        <translation>有多个角色时按最大范围计。“本人+”：本人及下属；“部门+”：本部门及下级。</translation>
    </message>
    <message>
        <source>Print …</source>
        <translation>打印…</translation>
    </message>
    <message>
        <source>What the roles come to</source>
        <translation>各角色合计的权限</translation>
    </message>
    <message>
        <source>Where it comes from</source>
        <translation>权限来源</translation>
    </message>
    <message>
        <source>No role gives anything here.</source>
        <translation>没有角色给予这里的任何权限。</translation>
    </message>
    <message>
        <source>You have no right to print these.</source>
        <translation>您没有打印权限。</translation>
    </message>
</context>
<context>
    <name>AccessPanel</name>
    <message>
        <source>A password has at least eight characters.</source>
        <translation>密码至少八个字符。</translation>
    </message>
    <message>
        <source>No login yet: write one into the field “Login” and save.</source>
        <translation>尚无登录名：请填写“登录名”并保存。</translation>
    </message>
    <message>
        <source>{login} is locked out.</source>
        <translation>{login} 已被锁定。</translation>
    </message>
    <message>
        <source>{login} can log in.</source>
        <translation>{login} 可以登录。</translation>
    </message>
    <message>
        <source>{login} has no password yet.</source>
        <translation>{login} 尚未设置密码。</translation>
    </message>
    <message>
        <source>Let in again</source>
        <translation>解除锁定</translation>
    </message>
    <message>
        <source>Lock out</source>
        <translation>锁定</translation>
    </message>
    <message>
        <source>The password is set.</source>
        <translation>密码已设置。</translation>
    </message>
    <message>
        <source>The role is in force.</source>
        <translation>角色已生效。</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>新密码</translation>
    </message>
    <message>
        <source>Set password</source>
        <translation>设置密码</translation>
    </message>
    <message>
        <source>Roles</source>
        <translation>角色</translation>
    </message>
</context>
<context>
    <name>AttributeDefinition</name>
    <message>
        <source>Text</source>
        <extracomment>Stored word → label.</extracomment>
        <translation>文本</translation>
    </message>
    <message>
        <source>Long text</source>
        <translation>长文本</translation>
    </message>
    <message>
        <source>Whole number</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>Money</source>
        <translation>金额</translation>
    </message>
    <message>
        <source>Percent</source>
        <translation>百分比</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Date and time</source>
        <translation>日期时间</translation>
    </message>
    <message>
        <source>Yes or no</source>
        <translation>是否</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>邮箱</translation>
    </message>
    <message>
        <source>Web address</source>
        <translation>网址</translation>
    </message>
    <message>
        <source>Choice</source>
        <translation>单选</translation>
    </message>
    <message>
        <source>Several choices</source>
        <translation>多选</translation>
    </message>
    <message>
        <source>Attribute</source>
        <translation>自定义属性</translation>
    </message>
    <message>
        <source>Attributes</source>
        <translation>自定义属性</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>键</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>English label</source>
        <translation>英文名</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Dictionary</source>
        <translation>基础设置类别</translation>
    </message>
    <message>
        <source>Required</source>
        <translation>必填</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>默认值</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>排序</translation>
    </message>
    <message>
        <source>In the list</source>
        <translation>列表显示</translation>
    </message>
    <message>
        <source>Retired</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>There is an attribute with this key already.</source>
        <translation>已有使用该键的属性。</translation>
    </message>
    <message>
        <source>A key has small letters, digits and underscores.</source>
        <translation>键由小写字母、数字和下划线组成。</translation>
    </message>
    <message>
        <source>An attribute needs a label.</source>
        <translation>请填写属性名称。</translation>
    </message>
    <message>
        <source>There is no such kind.</source>
        <translation>没有这种类型。</translation>
    </message>
    <message>
        <source>Link to a record</source>
        <translation>关联记录</translation>
    </message>
    <message>
        <source>File</source>
        <translation>附件</translation>
    </message>
    <message>
        <source>Formula</source>
        <translation>公式</translation>
    </message>
    <message>
        <source>This does not fit here: {detail}</source>
        <extracomment>What a formula may make. Rule → sentence; ``{detail}`` is the place in the formula and the words there.</extracomment>
        <translation>此处不应出现：{detail}</translation>
    </message>
    <message>
        <source>The formula is not finished.</source>
        <translation>公式还没有写完。</translation>
    </message>
    <message>
        <source>There is no such field: {detail}</source>
        <translation>没有这个字段：{detail}</translation>
    </message>
    <message>
        <source>There is no such function: {detail}</source>
        <translation>没有这个函数：{detail}</translation>
    </message>
    <message>
        <source>This function needs other values: {detail}</source>
        <translation>这个函数的参数不对：{detail}</translation>
    </message>
    <message>
        <source>Left and right do not fit together (text, number, date, yes or no): {detail}</source>
        <translation>左右两边的类型（文本、数字、日期、是否）不相配：{detail}</translation>
    </message>
    <message>
        <source>The dictionary has no such entry: {detail}</source>
        <translation>基础设置中没有这一项：{detail}</translation>
    </message>
    <message>
        <source>The formula is too long.</source>
        <translation>公式太长。</translation>
    </message>
    <message>
        <source>The formula would need its own result.</source>
        <translation>公式不能引用自己的结果。</translation>
    </message>
    <message>
        <source>The formula makes something else ({detail}).</source>
        <translation>公式的结果不是这种类型（{detail}）。</translation>
    </message>
    <message>
        <source>Its name in formulas and files: small Latin letters, digits, underscores</source>
        <translation>公式和文件中使用的名称：小写字母、数字、下划线</translation>
    </message>
    <message>
        <source>Heading</source>
        <translation>分组标题</translation>
    </message>
    <message>
        <source>Attributes with the same heading stand together</source>
        <translation>标题相同的属性排在一起</translation>
    </message>
    <message>
        <source>English heading</source>
        <translation>英文标题</translation>
    </message>
    <message>
        <source>Points to</source>
        <translation>关联到</translation>
    </message>
    <message>
        <source>Result is</source>
        <translation>结果类型</translation>
    </message>
    <message>
        <source>Only where</source>
        <translation>仅当</translation>
    </message>
    <message>
        <source>is one of</source>
        <translation>为以下之一</translation>
    </message>
    <message>
        <source>Found fast</source>
        <translation>快速筛选</translation>
    </message>
    <message>
        <source>Keeps an index, so that filters are quick in long lists</source>
        <translation>建立索引，数据再多也能快速筛选</translation>
    </message>
    <message>
        <source>These records have no own attributes.</source>
        <translation>这类记录没有自定义属性。</translation>
    </message>
    <message>
        <source>Please choose the dictionary.</source>
        <translation>请选择基础设置的类别。</translation>
    </message>
    <message>
        <source>Please choose what it points to.</source>
        <translation>请选择关联到哪类记录。</translation>
    </message>
    <message>
        <source>Please write the formula.</source>
        <translation>请填写公式。</translation>
    </message>
    <message>
        <source>The default is no value of this kind of attribute.</source>
        <translation>默认值不符合这个属性的类型。</translation>
    </message>
    <message>
        <source>Please say for which values.</source>
        <translation>请指定适用的值。</translation>
    </message>
    <message>
        <source>These records have no such field.</source>
        <translation>这类记录没有这个字段。</translation>
    </message>
    <message>
        <source>{detail} values do not read as this kind; nothing was changed.</source>
        <translation>有 {detail} 个值无法转换成这种类型，未作任何更改。</translation>
    </message>
    <message>
        <source>{detail} records carry a value under this key; it cannot change.</source>
        <translation>有 {detail} 条记录使用了这个键，不能更改。</translation>
    </message>
    <message>
        <source>{detail} records carry a value. Retire the attribute: the values stay.</source>
        <translation>有 {detail} 条记录填有值。请停用该属性，已有的值会保留。</translation>
    </message>
    <message>
        <source>The formula “{detail}” reads this attribute.</source>
        <translation>公式“{detail}”引用了这个属性。</translation>
    </message>
    <message>
        <source>On the form</source>
        <translation>表单显示</translation>
    </message>
    <message>
        <source>In filters</source>
        <translation>用于筛选</translation>
    </message>
    <message>
        <source>In imports</source>
        <translation>用于导入</translation>
    </message>
    <message>
        <source>In exports</source>
        <translation>用于导出</translation>
    </message>
    <message>
        <source>In print</source>
        <translation>用于打印</translation>
    </message>
    <message>
        <source>Values are kept and shown; nobody is asked for new ones</source>
        <translation>已有的值保留并显示，不再填写新值</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>Where it appears</source>
        <translation>出现在哪里</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>A rule of the field “{detail}” is about this attribute; change the rule first.</source>
        <translation>字段“{detail}”的规则涉及此属性，请先修改规则。</translation>
    </message>
    <message>
        <source>Personal data</source>
        <translation>个人信息</translation>
    </message>
    <message>
        <source>Handed over and erased with the person, in history too</source>
        <translation>随该人一起提供和清除，历史记录中也一样</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>所属</translation>
    </message>
    <message>
        <source>A line has no files of its own; they belong to its order.</source>
        <translation>订单行没有自己的附件；附件放在订单上。</translation>
    </message>
</context>
<context>
    <name>AttributesPage</name>
    <message>
        <source>Delete the attribute “{name}”?</source>
        <translation>删除属性“{name}”？</translation>
    </message>
    <message>
        <source>You have no right to change attributes.</source>
        <translation>您没有修改属性的权限。</translation>
    </message>
    <message>
        <source>New attribute</source>
        <translation>新建属性</translation>
    </message>
    <message>
        <source>Attributes of</source>
        <translation>属性所属</translation>
    </message>
    <message>
        <source>Attributes in their order</source>
        <translation>属性及其顺序</translation>
    </message>
    <message>
        <source>What your colleagues will see:</source>
        <translation>同事们看到的样子：</translation>
    </message>
    <message>
        <source>No attributes yet. Write a label at the right, or press Ctrl+Shift+N.</source>
        <translation>还没有自定义属性。在右侧填写名称，或按 Ctrl+Shift+N。</translation>
    </message>
</context>
<context>
    <name>Card</name>
    <message>
        <source>never</source>
        <translation>从未</translation>
    </message>
    <message>
        <source>Not done yet.</source>
        <translation>还没有做过。</translation>
    </message>
    <message>
        <source>today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <source>{days} days ago</source>
        <translation>{days} 天前</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>{rows} rows</source>
        <translation>{rows} 行</translation>
    </message>
</context>
<context>
    <name>Codes</name>
    <message>
        <source>Text</source>
        <extracomment>Kinds of parts, in the order of their buttons.</extracomment>
        <translation>文本</translation>
    </message>
    <message>
        <source>Year (2026)</source>
        <translation>年（2026）</translation>
    </message>
    <message>
        <source>Year (26)</source>
        <translation>年（26）</translation>
    </message>
    <message>
        <source>Month</source>
        <translation>月</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>日</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
</context>
<context>
    <name>CodesPage</name>
    <message>
        <source>Not saved yet</source>
        <translation>尚未保存</translation>
    </message>
    <message>
        <source>No number is ever missing; it is given when the record is confirmed, one after the other.</source>
        <translation>编号连续、绝不断号；单据在确认时依次取号。</translation>
    </message>
    <message>
        <source>The fastest way; a number may be missing where a record was not saved.</source>
        <translation>取号最快；记录未保存成功时可能缺号。</translation>
    </message>
    <message>
        <source>Please save or discard what you changed first.</source>
        <translation>请先保存或放弃所做的更改。</translation>
    </message>
    <message>
        <source>Saved; the next code is made this way.</source>
        <translation>已保存，从下一个编码起生效。</translation>
    </message>
    <message>
        <source>The rule was deleted.</source>
        <translation>规则已删除。</translation>
    </message>
    <message>
        <source>You have no right to change coding rules.</source>
        <translation>您没有修改编码规则的权限。</translation>
    </message>
    <message>
        <source>Rule of its own</source>
        <translation>单独设规则</translation>
    </message>
    <message>
        <source>Remove part</source>
        <translation>移除该段</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃更改</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Without gaps</source>
        <translation>不断号</translation>
    </message>
    <message>
        <source>Digits of the counter</source>
        <translation>流水号位数</translation>
    </message>
    <message>
        <source>The next three codes</source>
        <translation>接下来的三个编码</translation>
    </message>
    <message>
        <source>Coding rules</source>
        <translation>编码规则</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Parts before the counter, moved with Alt+Up and Alt+Down</source>
        <translation>流水号之前的各段，用 Alt+Up、Alt+Down 移动</translation>
    </message>
    <message>
        <source>Text of the part</source>
        <translation>该段的文字</translation>
    </message>
    <message>
        <source>Typed by hand</source>
        <extracomment>entity/class</extracomment>
        <translation>手工填写</translation>
    </message>
</context>
<context>
    <name>CodingRule</name>
    <message>
        <source>Coding rule</source>
        <translation>编码规则</translation>
    </message>
    <message>
        <source>Coding rules</source>
        <translation>编码规则</translation>
    </message>
    <message>
        <source>For</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Pattern</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Without gaps</source>
        <translation>不断号</translation>
    </message>
    <message>
        <source>There is a rule for this already.</source>
        <translation>已有该规则。</translation>
    </message>
    <message>
        <source>A pattern is made of text, {YYYY}, {YY}, {MM}, {DD}, {class} and ends in a counter such as {#####}.</source>
        <translation>格式由文字、{YYYY}、{YY}、{MM}、{DD}、{class} 组成，以流水号如 {#####} 结尾。</translation>
    </message>
</context>
<context>
    <name>CustomObject</name>
    <message>
        <source>A customer</source>
        <extracomment>Stored word → label.</extracomment>
        <translation>客户</translation>
    </message>
    <message>
        <source>An employee of ours</source>
        <translation>本公司员工</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>不属于谁</translation>
    </message>
    <message>
        <source>Base info</source>
        <translation>基础信息</translation>
    </message>
    <message>
        <source>Sales</source>
        <translation>销售</translation>
    </message>
    <message>
        <source>Box</source>
        <translation>盒子</translation>
    </message>
    <message>
        <source>Briefcase</source>
        <translation>公文包</translation>
    </message>
    <message>
        <source>Calendar</source>
        <translation>日历</translation>
    </message>
    <message>
        <source>Clipboard</source>
        <translation>夹板</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>钟表</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>Flag</source>
        <translation>旗帜</translation>
    </message>
    <message>
        <source>Globe</source>
        <translation>地球</translation>
    </message>
    <message>
        <source>Headset</source>
        <translation>耳机</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>钥匙</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Pin on a map</source>
        <translation>地图标记</translation>
    </message>
    <message>
        <source>Megaphone</source>
        <translation>喇叭</translation>
    </message>
    <message>
        <source>Screen</source>
        <translation>显示器</translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation>票据</translation>
    </message>
    <message>
        <source>Scales</source>
        <translation>天平</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>Shield</source>
        <translation>盾牌</translation>
    </message>
    <message>
        <source>Truck</source>
        <translation>货车</translation>
    </message>
    <message>
        <source>Warehouse</source>
        <translation>仓库</translation>
    </message>
    <message>
        <source>Custom object</source>
        <translation>自定义对象</translation>
    </message>
    <message>
        <source>Custom objects</source>
        <translation>自定义对象</translation>
    </message>
    <message>
        <source>Custom objects are not deleted, for they have records; tick “Retired” instead.</source>
        <translation>自定义对象下有记录，不能删除；请改为勾选“已停用”。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>What your colleagues call one such record, such as loan, tender, licence</source>
        <translation>同事怎么称呼这样一条记录，例如：样机借用、投标、许可证</translation>
    </message>
    <message>
        <source>English name</source>
        <translation>英文名称</translation>
    </message>
    <message>
        <source>English plural</source>
        <translation>英文复数</translation>
    </message>
    <message>
        <source>What several are called in English: Tenders</source>
        <translation>英文中称呼多条记录时用，例如：Tenders</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Its name in formulas, files and the database, and what its numbers begin with; it stays</source>
        <translation>公式、文件和数据库中的名字，编号也以它开头；之后不再更改</translation>
    </message>
    <message>
        <source>Belongs to</source>
        <translation>属于</translation>
    </message>
    <message>
        <source>Of a customer: on the customer’s page, seen by whoever has the customer. Of an employee: his own. It stays.</source>
        <translation>属于客户：显示在客户页面，谁看得到客户谁就看得到。属于员工：归他本人。之后不再更改。</translation>
    </message>
    <message>
        <source>Tab</source>
        <translation>所在标签</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图标</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>排序</translation>
    </message>
    <message>
        <source>Retired</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>Its list is not offered any more; its records are still found and read</source>
        <translation>不再提供列表；已有的记录仍能查到、读取</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>创建时间</translation>
    </message>
    <message>
        <source>Created by</source>
        <translation>创建人</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>修改时间</translation>
    </message>
    <message>
        <source>Changed by</source>
        <translation>修改人</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>There is a custom object with this code already.</source>
        <translation>已有使用这个代码的自定义对象。</translation>
    </message>
    <message>
        <source>A code begins with a small letter and has small letters, digits and underscores, 31 at most.</source>
        <translation>代码以小写字母开头，由小写字母、数字和下划线组成，最多 31 个字符。</translation>
    </message>
    <message>
        <source>Please say what one such record is called.</source>
        <translation>请填写这样一条记录叫什么。</translation>
    </message>
    <message>
        <source>There is no such picture.</source>
        <translation>没有这个图标。</translation>
    </message>
    <message>
        <source>It belongs to a customer, an employee or nobody.</source>
        <translation>只能属于客户、属于员工或不属于谁。</translation>
    </message>
    <message>
        <source>There is no such tab.</source>
        <translation>没有这个标签。</translation>
    </message>
</context>
<context>
    <name>CustomRecord</name>
    <message>
        <source>General</source>
        <translation>基本信息</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Please give it a name.</source>
        <translation>请填写名称。</translation>
    </message>
    <message>
        <source>Another record has this code already.</source>
        <translation>另一条记录已使用这个编号。</translation>
    </message>
    <message>
        <source>You may not give this to somebody else.</source>
        <translation>您无权把它交给别人。</translation>
    </message>
    <message>
        <source>This employee has left.</source>
        <translation>这位员工已离职。</translation>
    </message>
    <message>
        <source>You may not add anything to this customer.</source>
        <translation>您无权给这个客户添加内容。</translation>
    </message>
    <message>
        <source>Own attributes</source>
        <translation>自定义属性</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>负责人</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>创建时间</translation>
    </message>
    <message>
        <source>Created by</source>
        <translation>创建人</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>修改时间</translation>
    </message>
    <message>
        <source>Changed by</source>
        <translation>修改人</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>收藏</translation>
    </message>
</context>
<context>
    <name>DefinitionForm</name>
    <message>
        <source>no value</source>
        <extracomment>the field that holds one</extracomment>
        <translation>空</translation>
    </message>
    <message>
        <source>Result: {kind}. On the first record: {value}</source>
        <translation>结果类型：{kind}。第一条记录的结果：{value}</translation>
    </message>
    <message>
        <source>{word} (character {place})</source>
        <translation>{word}（第 {place} 个字符）</translation>
    </message>
    <message>
        <source>Values that will be converted: {count}</source>
        <translation>将转换 {count} 个已有的值</translation>
    </message>
    <message>
        <source>{failing} of {filled} values do not read as this kind: {samples}</source>
        <translation>{filled} 个值中有 {failing} 个无法转换成这种类型：{samples}</translation>
    </message>
    <message>
        <source>Insert a field</source>
        <translation>插入字段</translation>
    </message>
    <message>
        <source>Insert a function</source>
        <translation>插入函数</translation>
    </message>
    <message>
        <source>What the database says of it</source>
        <translation>检查结果</translation>
    </message>
</context>
<context>
    <name>DefinitionsPage</name>
    <message>
        <source>Delete</source>
        <extracomment>somebody wants a new row</extracomment>
        <translation>删除</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃更改</translation>
    </message>
    <message>
        <source>Move up (Alt+Up)</source>
        <translation>上移 (Alt+Up)</translation>
    </message>
    <message>
        <source>Move down (Alt+Down)</source>
        <translation>下移 (Alt+Down)</translation>
    </message>
</context>
<context>
    <name>Department</name>
    <message>
        <source>Department</source>
        <translation>部门</translation>
    </message>
    <message>
        <source>Departments</source>
        <translation>部门</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>编码</translation>
    </message>
    <message>
        <source>Belongs to</source>
        <translation>上级</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>负责人</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>排序</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>创建时间</translation>
    </message>
    <message>
        <source>Created by</source>
        <translation>创建人</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>修改时间</translation>
    </message>
    <message>
        <source>Changed by</source>
        <translation>修改人</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>A department needs a name.</source>
        <translation>请填写部门名称。</translation>
    </message>
    <message>
        <source>Another department has this code already.</source>
        <translation>已有部门使用该编码。</translation>
    </message>
    <message>
        <source>A department cannot belong to itself.</source>
        <translation>部门不能属于自己。</translation>
    </message>
    <message>
        <source>These departments would belong to each other.</source>
        <translation>这些部门会互相从属。</translation>
    </message>
    <message>
        <source>There are employees in this department.</source>
        <translation>该部门下有员工。</translation>
    </message>
</context>
<context>
    <name>DictionariesPage</name>
    <message>
        <source>Not used yet</source>
        <translation>尚未使用</translation>
    </message>
    <message>
        <source>“{old}” is now “{new}” on {count} records.</source>
        <translation>{count} 条记录上的“{old}”已改为“{new}”。</translation>
    </message>
    <message>
        <source>You have no right to change dictionaries.</source>
        <translation>您没有修改基础设置的权限。</translation>
    </message>
    <message>
        <source>New dictionary</source>
        <translation>新建类别</translation>
    </message>
    <message>
        <source>New entry</source>
        <translation>新建条目</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃更改</translation>
    </message>
    <message>
        <source>Replace by it everywhere</source>
        <translation>全部替换为此项</translation>
    </message>
    <message>
        <source>Move up (Alt+Up)</source>
        <translation>上移 (Alt+Up)</translation>
    </message>
    <message>
        <source>Move down (Alt+Down)</source>
        <translation>下移 (Alt+Down)</translation>
    </message>
    <message>
        <source>Where it is used</source>
        <translation>使用情况</translation>
    </message>
    <message>
        <source>Dictionaries</source>
        <translation>基础设置</translation>
    </message>
    <message>
        <source>Entries in their order</source>
        <translation>条目及其顺序</translation>
    </message>
    <message>
        <source>Entry to put in its place</source>
        <translation>用来替换的条目</translation>
    </message>
    <message>
        <source>retired</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>All dictionaries</source>
        <extracomment>The dictionary of dictionaries. somebody wants a new entry</extracomment>
        <translation>类别列表</translation>
    </message>
</context>
<context>
    <name>Dictionary</name>
    <message>
        <source>Dictionary entry</source>
        <translation>基础设置条目</translation>
    </message>
    <message>
        <source>Dictionary entries</source>
        <translation>基础设置</translation>
    </message>
    <message>
        <source>Dictionary</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>编码</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>English name</source>
        <translation>英文名</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>排序</translation>
    </message>
    <message>
        <source>Retired</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>Target customer</source>
        <translation>目标客户</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>成交客户</translation>
    </message>
    <message>
        <source>Former customer</source>
        <translation>流失或沉睡的客户</translation>
    </message>
    <message>
        <source>A first confirmed order makes a customer of a target or a former customer</source>
        <translation>目标客户、流失客户的订单一经确认，即成为成交客户</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>未结</translation>
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
        <source>Probability (%)</source>
        <translation>可能性（%）</translation>
    </message>
    <message>
        <source>Left empty: as probable as the stages before it</source>
        <translation>不填则与前面的阶段相同</translation>
    </message>
    <message>
        <source>Provinces</source>
        <translation>省份</translation>
    </message>
    <message>
        <source>New customers there get this region</source>
        <translation>这些省份的新客户自动归入此区域</translation>
    </message>
    <message>
        <source>Opposite</source>
        <translation>反向关系</translation>
    </message>
    <message>
        <source>Stands on the other company&apos;s or person&apos;s record; empty: the same word</source>
        <translation>显示在对方公司或个人的记录上；不填则两边相同</translation>
    </message>
    <message>
        <source>The dictionary has this code already.</source>
        <translation>此类别中已有该编码。</translation>
    </message>
    <message>
        <source>An entry needs a code.</source>
        <translation>请填写编码。</translation>
    </message>
    <message>
        <source>An entry needs a name.</source>
        <translation>请填写名称。</translation>
    </message>
    <message>
        <source>The name of a dictionary has small letters, digits and underscores.</source>
        <translation>类别的编码由小写字母、数字和下划线组成。</translation>
    </message>
    <message>
        <source>A colour is written as #rrggbb.</source>
        <translation>颜色写作 #rrggbb。</translation>
    </message>
    <message>
        <source>Records carry this code; it cannot change.</source>
        <translation>已有记录使用该编码，不能修改。</translation>
    </message>
    <message>
        <source>A status is that of a target, a customer or a former customer.</source>
        <translation>状态的阶段只能是目标客户、成交客户或流失客户。</translation>
    </message>
    <message>
        <source>The probability is between 0 and 100 %.</source>
        <translation>可能性应在 0 到 100% 之间。</translation>
    </message>
    <message>
        <source>There is no province “{detail}”.</source>
        <translation>没有“{detail}”这个省份。</translation>
    </message>
    <message>
        <source>Some of these provinces belong to the region “{detail}”.</source>
        <translation>其中有省份已属于区域“{detail}”。</translation>
    </message>
    <message>
        <source>{detail} opportunities stand at this stage. Give them another one first, or make a new entry.</source>
        <translation>有 {detail} 个销售机会处于此阶段。请先把它们改到其他阶段，或新建一个条目。</translation>
    </message>
    <message>
        <source>{detail} customers have this relation. Give them another one first, or make a new entry.</source>
        <translation>有 {detail} 条客户关系在用。请先改成其他关系，或新建一个条目。</translation>
    </message>
    <message>
        <source>Records and files carry it; it stays when the name changes</source>
        <translation>记录和文件中保存的是编码，改名后编码不变</translation>
    </message>
    <message>
        <source>Entries are not deleted, records carry them; tick “Retired” instead.</source>
        <translation>字典条目被记录引用，不能删除；请改为勾选“已停用”。</translation>
    </message>
</context>
<context>
    <name>DonePage</name>
    <message>
        <source>When</source>
        <extracomment>milliseconds; several changes in a row are read once</extracomment>
        <translation>时间</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>人员</translation>
    </message>
    <message>
        <source>What</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>记录数</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>修改内容</translation>
    </message>
    <message>
        <source>{restored} of {all} records are as before.</source>
        <translation>{all} 条记录中有 {restored} 条已恢复原样。</translation>
    </message>
    <message>
        <source>The others were changed since and stay as they are.</source>
        <translation>其余的后来又被修改过，保持不变。</translation>
    </message>
    <message>
        <source>{count} entries today</source>
        <translation>今天 {count} 条</translation>
    </message>
    <message>
        <source>Everything I did today</source>
        <translation>我今天的全部操作</translation>
    </message>
    <message>
        <source>Nothing yet today. What you make, change or remove stands here at once.</source>
        <translation>今天还没有操作。您新建、修改或删除的内容会立即列在这里。</translation>
    </message>
    <message>
        <source>Everybody&apos;s</source>
        <translation>所有人的</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Nothing was deleted in the last thirty days, or done to many records at once in the last seven.</source>
        <translation>最近三十天没有删除，最近七天没有批量操作。</translation>
    </message>
    <message>
        <source>Deleted, or done to many records at once</source>
        <translation>删除与批量操作</translation>
    </message>
</context>
<context>
    <name>EffectiveAccess</name>
    <message>
        <source>Effective access …</source>
        <translation>实际权限…</translation>
    </message>
    <message>
        <source>You have no right to see what others may do.</source>
        <translation>您没有查看他人权限的权限。</translation>
    </message>
</context>
<context>
    <name>Employee</name>
    <message>
        <source>Subordinates</source>
        <translation>下属</translation>
    </message>
    <message>
        <source>Active</source>
        <extracomment>Stored word → label.</extracomment>
        <translation>在职</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>锁定</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>离职</translation>
    </message>
    <message>
        <source>Employee</source>
        <translation>员工</translation>
    </message>
    <message>
        <source>Employees</source>
        <translation>员工</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>编码</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>登录名</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>职务</translation>
    </message>
    <message>
        <source>Department</source>
        <translation>部门</translation>
    </message>
    <message>
        <source>Superior</source>
        <translation>上级</translation>
    </message>
    <message>
        <source>Stand-in</source>
        <translation>代理人</translation>
    </message>
    <message>
        <source>Gender</source>
        <translation>性别</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>Mobile</source>
        <translation>手机</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>邮箱</translation>
    </message>
    <message>
        <source>Birthday</source>
        <translation>生日</translation>
    </message>
    <message>
        <source>Hired on</source>
        <translation>入职日期</translation>
    </message>
    <message>
        <source>Left on</source>
        <translation>离职日期</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>创建时间</translation>
    </message>
    <message>
        <source>Created by</source>
        <translation>创建人</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>修改时间</translation>
    </message>
    <message>
        <source>Changed by</source>
        <translation>修改人</translation>
    </message>
    <message>
        <source>Phones</source>
        <translation>联系方式</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>个人</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>An employee needs a name.</source>
        <translation>请填写员工姓名。</translation>
    </message>
    <message>
        <source>Another employee has this code already.</source>
        <translation>已有员工使用该编码。</translation>
    </message>
    <message>
        <source>Another employee has this login already.</source>
        <translation>已有员工使用该登录名。</translation>
    </message>
    <message>
        <source>A login has small letters and digits, begins with a letter and has at least two characters.</source>
        <translation>登录名由小写字母和数字组成，以字母开头，至少两个字符。</translation>
    </message>
    <message>
        <source>A login cannot be renamed.</source>
        <translation>登录名不能更改。</translation>
    </message>
    <message>
        <source>This login belongs to somebody else on this server.</source>
        <translation>该登录名已被本服务器上的其他人使用。</translation>
    </message>
    <message>
        <source>Nobody is his own superior.</source>
        <translation>员工不能是自己的上级。</translation>
    </message>
    <message>
        <source>These employees would be superiors of each other.</source>
        <translation>这些员工会互为上级。</translation>
    </message>
    <message>
        <source>At least one employee must be able to change rights.</source>
        <translation>至少要有一名员工能够修改权限。</translation>
    </message>
    <message>
        <source>This employee has no login.</source>
        <translation>该员工没有登录名。</translation>
    </message>
    <message>
        <source>Own attributes</source>
        <translation>自定义属性</translation>
    </message>
    <message>
        <source>Extension</source>
        <translation>分机</translation>
    </message>
    <message>
        <source>Employees are not deleted, what they did stays: “Base info” → “Employee leaves” hands over and closes the login.</source>
        <translation>员工不能删除，做过的工作要保留：请到“基础信息”→“员工离职”移交工作并关闭登录。</translation>
    </message>
</context>
<context>
    <name>EmployeePage</name>
    <message>
        <source>Login and roles</source>
        <translation>登录与角色</translation>
    </message>
</context>
<context>
    <name>EmployeeRole</name>
    <message>
        <source>Role of an employee</source>
        <translation>员工角色</translation>
    </message>
    <message>
        <source>Roles of employees</source>
        <translation>员工角色</translation>
    </message>
    <message>
        <source>Employee</source>
        <translation>员工</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>The employee has this role already.</source>
        <translation>该员工已有此角色。</translation>
    </message>
    <message>
        <source>At least one employee must be able to change rights.</source>
        <translation>至少要有一名员工能够修改权限。</translation>
    </message>
</context>
<context>
    <name>Erasure</name>
    <message>
        <source>Contact</source>
        <translation>联系人</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Erasure</source>
        <translation>清除记录</translation>
    </message>
    <message>
        <source>Erasures</source>
        <translation>清除记录</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>By</source>
        <translation>执行人</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
</context>
<context>
    <name>Exchange</name>
    <message>
        <source>Addresses in it that want no e-mail or are invalid, which no column says: {count}.</source>
        <extracomment>Field of a contact → heading of a card. Rows read in one query. Said where ``count_unsaid_marks`` found some.</extracomment>
        <translation>其中 {count} 个邮箱已退订或无效，文件中没有列注明。</translation>
    </message>
    <message>
        <source>yes</source>
        <extracomment>(language, context, text) → text in that language; ``printing.words.translate`` is one. ``report(done, total, text)``; it may raise Cancelled.</extracomment>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>Example, is not imported</source>
        <translation>示例，不会导入</translation>
    </message>
    <message>
        <source>Must be filled in.</source>
        <translation>必填。</translation>
    </message>
</context>
<context>
    <name>Export</name>
    <message>
        <source>Count</source>
        <translation>条数</translation>
    </message>
</context>
<context>
    <name>FieldRight</name>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>只读</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Field right</source>
        <extracomment>Of other fields whatever stands there, all but the mask is on offer.</extracomment>
        <translation>字段权限</translation>
    </message>
    <message>
        <source>Field rights</source>
        <translation>字段权限</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>所属</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Access</source>
        <translation>权限</translation>
    </message>
    <message>
        <source>This role has a rule for this field already.</source>
        <translation>该角色对此字段已有规则。</translation>
    </message>
    <message>
        <source>There is no such access.</source>
        <translation>没有这种权限。</translation>
    </message>
    <message>
        <source>Only phone numbers can be masked.</source>
        <translation>只有电话号码可以打码。</translation>
    </message>
    <message>
        <source>Masked</source>
        <translation>打码</translation>
    </message>
</context>
<context>
    <name>FieldRule</name>
    <message>
        <source>What is offered with which entry (empty: everything)</source>
        <extracomment>before the code of the other choice: the name of the field with what goes with it</extracomment>
        <translation>各选项对应的可选项（留空：全部）</translation>
    </message>
    <message>
        <source>Shown only where</source>
        <extracomment>Stored word → label.</extracomment>
        <translation>仅在此时显示</translation>
    </message>
    <message>
        <source>Required where</source>
        <translation>在此时必填</translation>
    </message>
    <message>
        <source>Kept as saved where</source>
        <translation>在此时只读</translation>
    </message>
    <message>
        <source>Please choose another field that holds one choice.</source>
        <translation>请选择另一个单选字段。</translation>
    </message>
    <message>
        <source>The sentence has 300 characters at most.</source>
        <translation>提示语最多 300 个字符。</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>条件</translation>
    </message>
    <message>
        <source>A formula that says yes or no; empty means always</source>
        <translation>结果为是或否的公式；留空表示始终</translation>
    </message>
    <message>
        <source>A regular expression, such as ^1[3-9]\d{9}$</source>
        <translation>正则表达式，例如 ^1[3-9]\d{9}$</translation>
    </message>
    <message>
        <source>Sentence</source>
        <translation>提示语</translation>
    </message>
    <message>
        <source>English sentence</source>
        <translation>英文提示语</translation>
    </message>
    <message>
        <source>Depends on</source>
        <translation>取决于</translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>排序</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>There is no such kind of rule.</source>
        <translation>没有这种规则。</translation>
    </message>
    <message>
        <source>Please choose the field.</source>
        <translation>请选择字段。</translation>
    </message>
    <message>
        <source>There is no such field.</source>
        <translation>没有这个字段。</translation>
    </message>
    <message>
        <source>A formula is computed; it can only be hidden.</source>
        <translation>公式由系统计算，只能隐藏。</translation>
    </message>
    <message>
        <source>Please write where it is shown.</source>
        <translation>请写明何时显示。</translation>
    </message>
    <message>
        <source>A condition says yes or no, such as grade = &quot;A&quot;; this makes something else.</source>
        <translation>条件的结果应为是或否，例如 grade = &quot;A&quot;；此处结果不是。</translation>
    </message>
    <message>
        <source>A field that is always required is never hidden.</source>
        <translation>始终必填的字段不能隐藏。</translation>
    </message>
    <message>
        <source>This is no regular expression.</source>
        <translation>这不是正则表达式。</translation>
    </message>
    <message>
        <source>Only fields of choices offer entries.</source>
        <translation>只有选择字段有可选项。</translation>
    </message>
    <message>
        <source>Please say what is offered for one value at least.</source>
        <translation>请至少为一个选项指定可选项。</translation>
    </message>
    <message>
        <source>Choices by another field</source>
        <translation>可选项随另一字段</translation>
    </message>
    <message>
        <source>Must match a pattern</source>
        <translation>须符合格式</translation>
    </message>
    <message>
        <source>The pattern is too costly to check: 200 characters at most, no references back, few repetitions of repetitions.</source>
        <translation>此格式检查代价过高：最多 200 个字符，不可反向引用，重复次数不宜层层嵌套。</translation>
    </message>
    <message>
        <source>Field rule</source>
        <translation>字段规则</translation>
    </message>
    <message>
        <source>Field rules</source>
        <translation>字段规则</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>所属</translation>
    </message>
    <message>
        <source>Pattern</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Only text fields have a pattern.</source>
        <translation>只有文本字段有格式。</translation>
    </message>
    <message>
        <source>Please write the pattern.</source>
        <translation>请填写格式。</translation>
    </message>
    <message>
        <source>These records have no field rules.</source>
        <translation>此类记录没有字段规则。</translation>
    </message>
</context>
<context>
    <name>FieldRulesPage</name>
    <message>
        <source>New rule</source>
        <translation>新建规则</translation>
    </message>
    <message>
        <source>Rules of</source>
        <translation>规则所属</translation>
    </message>
    <message>
        <source>Rules by field</source>
        <translation>按字段排列的规则</translation>
    </message>
    <message>
        <source>Delete the rule “{name}”?</source>
        <translation>删除规则“{name}”？</translation>
    </message>
    <message>
        <source>You have no right to change rules.</source>
        <translation>您无权更改规则。</translation>
    </message>
    <message>
        <source>No rules yet. Choose a field at the right, or press Ctrl+Shift+N.</source>
        <translation>还没有规则。在右侧选择字段，或按 Ctrl+Shift+N。</translation>
    </message>
</context>
<context>
    <name>Formulas</name>
    <message>
        <source>if(condition, then, else)</source>
        <extracomment>Functions of formulas: how they are written, what they give.</extracomment>
        <translation>if(条件, 是则, 否则)</translation>
    </message>
    <message>
        <source>first(a, b, …): the first that is filled in</source>
        <translation>first(a, b, …)：第一个有值的</translation>
    </message>
    <message>
        <source>empty(a): is nothing there?</source>
        <translation>empty(a)：是否为空</translation>
    </message>
    <message>
        <source>round(number, decimals)</source>
        <translation>round(数字, 小数位)</translation>
    </message>
    <message>
        <source>min(a, b, …): the smallest, the earliest</source>
        <translation>min(a, b, …)：最小、最早</translation>
    </message>
    <message>
        <source>max(a, b, …): the largest, the latest</source>
        <translation>max(a, b, …)：最大、最晚</translation>
    </message>
    <message>
        <source>year(date), month(date), day(date)</source>
        <translation>year(日期)、month(日期)、day(日期)</translation>
    </message>
    <message>
        <source>date(year, month, day)</source>
        <translation>date(年, 月, 日)</translation>
    </message>
    <message>
        <source>left(text, characters), right(text, characters)</source>
        <translation>left(文本, 字数)、right(文本, 字数)</translation>
    </message>
    <message>
        <source>contains(text, part)</source>
        <translation>contains(文本, 部分)</translation>
    </message>
    <message>
        <source>length(text)</source>
        <translation>length(文本)：字数</translation>
    </message>
    <message>
        <source>text(a): a number or a date as text</source>
        <translation>text(a)：把数字或日期变成文本</translation>
    </message>
</context>
<context>
    <name>Import</name>
    <message>
        <source>Row</source>
        <translation>行号</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>There is no file “{file}”.</source>
        <extracomment>Rule → marked sentence; the places in braces are filled from the problem&apos;s values.</extracomment>
        <translation>没有文件“{file}”。</translation>
    </message>
    <message>
        <source>“{file}” is no kind of file that can be imported. Possible are Excel, CSV and vCard.</source>
        <translation>“{file}”不是能处理的文件类型。可用 Excel、CSV 和 vCard。</translation>
    </message>
    <message>
        <source>“{file}” is damaged or is not what its ending says. Please save it anew.</source>
        <translation>“{file}”已损坏，或与扩展名不符。请重新保存。</translation>
    </message>
    <message>
        <source>“{file}” is protected by a password. Please save it without.</source>
        <translation>“{file}”设有密码。请去掉密码后保存。</translation>
    </message>
    <message>
        <source>The file holds no rows below its headings.</source>
        <translation>文件的标题行下面没有数据。</translation>
    </message>
    <message>
        <source>The workbook has no sheet “{sheet}”.</source>
        <translation>工作簿中没有工作表“{sheet}”。</translation>
    </message>
    <message>
        <source>“{file}” is too big for one workbook. Please save it as CSV.</source>
        <translation>“{file}”太大，请另存为 CSV。</translation>
    </message>
    <message>
        <source>The characters of “{file}” cannot be read. Please save it as CSV UTF-8.</source>
        <translation>无法识别“{file}”的文字编码。请另存为 CSV UTF-8。</translation>
    </message>
    <message>
        <source>A quotation mark near line {line} is not closed as it should be.</source>
        <translation>第 {line} 行附近的引号没有正确闭合。</translation>
    </message>
    <message>
        <source>A sheet holds {limit} rows at most. Please export as CSV.</source>
        <translation>一张工作表最多 {limit} 行。请导出为 CSV。</translation>
    </message>
    <message>
        <source>A text in row {row} is too long for a cell of Excel. Please export as CSV.</source>
        <translation>第 {row} 行的文字超出 Excel 单元格的长度。请导出为 CSV。</translation>
    </message>
    <message>
        <source>The mapping file cannot be read: {text}</source>
        <translation>无法读取对应关系文件：{text}</translation>
    </message>
    <message>
        <source>The mapping holds “{text}”, which is not understood.</source>
        <translation>对应关系中的“{text}”无法识别。</translation>
    </message>
    <message>
        <source>The mapping chooses something impossible: {text}</source>
        <translation>对应关系中的选项不可用：{text}</translation>
    </message>
    <message>
        <source>There is no kind of record called “{entity}”.</source>
        <translation>没有名为“{entity}”的资料类型。</translation>
    </message>
    <message>
        <source>“{entity}” has no field “{field}”.</source>
        <translation>“{entity}”没有字段“{field}”。</translation>
    </message>
    <message>
        <source>Two columns are meant for the field “{field}”.</source>
        <translation>有两列对应同一字段“{field}”。</translation>
    </message>
    <message>
        <source>The field “{field}” is filled by the program and cannot be imported.</source>
        <translation>字段“{field}”由程序填写，不能导入。</translation>
    </message>
    <message>
        <source>You have no right to write the field “{field}”. Please leave its column out.</source>
        <translation>您无权填写字段“{field}”。请去掉这一列。</translation>
    </message>
    <message>
        <source>The file has no column “{heading}”.</source>
        <translation>文件中没有“{heading}”列。</translation>
    </message>
    <message>
        <source>No column is assigned to a field yet.</source>
        <translation>还没有任何列对应到字段。</translation>
    </message>
    <message>
        <source>Records are to be found by “{field}”, but no column gives it.</source>
        <translation>要按“{field}”查找已有记录，但没有对应的列。</translation>
    </message>
    <message>
        <source>{count} rows cannot be imported. Correct them, or leave them out on purpose.</source>
        <translation>有 {count} 行不能导入。请改正，或明确选择略过。</translation>
    </message>
    <message>
        <source>Somebody changed these records since the check. Please check once more.</source>
        <translation>检查之后有人修改了这些记录。请重新检查。</translation>
    </message>
    <message>
        <source>This import cannot take that step now.</source>
        <translation>这次导入现在不能执行这一步。</translation>
    </message>
    <message>
        <source>Not every row could be written, so none was.</source>
        <translation>并非每行都能写入，因此一行也没有写入。</translation>
    </message>
    <message>
        <source>The row holds characters that are no text.</source>
        <translation>这一行含有非文字的字符。</translation>
    </message>
    <message>
        <source>The row has more cells than there are headings.</source>
        <translation>这一行的单元格多于标题列。</translation>
    </message>
    <message>
        <source>The card is empty or cannot be read.</source>
        <translation>名片为空或无法读取。</translation>
    </message>
    <message>
        <source>You have no right to write this record.</source>
        <translation>您无权写入这条记录。</translation>
    </message>
    <message>
        <source>Somebody changed this record at the same time.</source>
        <translation>有人同时修改了这条记录。</translation>
    </message>
    <message>
        <source>“{field}” must be filled in.</source>
        <translation>“{field}”必须填写。</translation>
    </message>
    <message>
        <source>“{text}” was not found.</source>
        <translation>找不到“{text}”。</translation>
    </message>
    <message>
        <source>“{text}” was not found. Is “{offer}” meant? Please confirm it in the mapping.</source>
        <translation>找不到“{text}”。是指“{offer}”吗？请在对应关系中确认。</translation>
    </message>
    <message>
        <source>“{text}” stands for several records. Please give the code.</source>
        <translation>“{text}”对应多条记录。请填写编码。</translation>
    </message>
    <message>
        <source>There is no such record to change.</source>
        <translation>没有可修改的这条记录。</translation>
    </message>
    <message>
        <source>This record is already there.</source>
        <translation>这条记录已经存在。</translation>
    </message>
    <message>
        <source>{count} records answer to this row.</source>
        <translation>有 {count} 条记录与这一行相符。</translation>
    </message>
    <message>
        <source>Row {row} of the file means the same record.</source>
        <translation>文件第 {row} 行是同一条记录。</translation>
    </message>
    <message>
        <source>There is already a record with this value.</source>
        <translation>已有记录使用这个值。</translation>
    </message>
    <message>
        <source>A rule of the company does not allow this ({rule}).</source>
        <translation>公司规则不允许这样做（{rule}）。</translation>
    </message>
    <message>
        <source>To keep another author and day you need the right to assign all records of this kind.</source>
        <translation>要保留原作者和日期，需要有分配全部此类记录的权限。</translation>
    </message>
    <message>
        <source>The record cannot have been made in the future.</source>
        <translation>记录的建立日期不能在将来。</translation>
    </message>
    <message>
        <source>New</source>
        <extracomment>Outcome of a row → marked words, in the order in which they are shown.</extracomment>
        <translation>新增</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>修改</translation>
    </message>
    <message>
        <source>The same</source>
        <translation>相同</translation>
    </message>
    <message>
        <source>In conflict</source>
        <translation>冲突</translation>
    </message>
    <message>
        <source>Wrong</source>
        <translation>有误</translation>
    </message>
    <message>
        <source>“{text}” is created along with it.</source>
        <translation>同时新建“{text}”。</translation>
    </message>
    <message>
        <source>Probably the same as “{label}” ({owner}).</source>
        <translation>可能与“{label}”（{owner}）重复。</translation>
    </message>
    <message>
        <source>Duplicates</source>
        <translation>重复</translation>
    </message>
    <message>
        <source>A rule of the company keeps this as it is in this state.</source>
        <translation>按公司规则，当前状态下不可更改。</translation>
    </message>
    <message>
        <source>This entry does not go with the other choice.</source>
        <translation>此项与另一项的选择不符。</translation>
    </message>
    <message>
        <source>This does not match the pattern that the company asks for.</source>
        <translation>不符合公司规定的格式。</translation>
    </message>
    <message>
        <source>“{text}” is not in the dictionary.</source>
        <translation>基础设置中没有“{text}”。</translation>
    </message>
    <message>
        <source>“{text}” stands for several entries of the dictionary.</source>
        <translation>“{text}”在基础设置中对应多项。</translation>
    </message>
    <message>
        <source>Customers in a pool have no owner: leave that column out.</source>
        <translation>公海中的客户没有负责人：请不要选用这一列。</translation>
    </message>
    <message>
        <source>“{text}” has no year and is left out.</source>
        <translation>“{text}”没有年份，不导入。</translation>
    </message>
    <message>
        <source>“{detail}” is retired. Please choose another entry.</source>
        <translation>“{detail}”已停用，请另选一项。</translation>
    </message>
</context>
<context>
    <name>ImportPage</name>
    <message>
        <source>Reading the file …</source>
        <translation>正在读取文件…</translation>
    </message>
    <message>
        <source>Checking the rows …</source>
        <translation>正在检查各行…</translation>
    </message>
    <message>
        <source>Importing …</source>
        <translation>正在导入…</translation>
    </message>
    <message>
        <source>The import was taken back.</source>
        <translation>导入已撤销。</translation>
    </message>
    <message>
        <source>Empty file to fill in</source>
        <translation>空白模板</translation>
    </message>
    <message>
        <source>{name} is ready: fill it in and import it here.</source>
        <translation>{name} 已就绪：填写后在此导入。</translation>
    </message>
    <message>
        <source>{name} to correct</source>
        <translation>{name} 待改正</translation>
    </message>
    <message>
        <source>Rows to correct</source>
        <translation>待改正的行</translation>
    </message>
    <message>
        <source>{count} rows written to {name}. Correct them there and import that file.</source>
        <translation>已将 {count} 行写入 {name}。请在其中改正后再导入该文件。</translation>
    </message>
    <message>
        <source>Stopped. Nothing was imported.</source>
        <translation>已停止，没有导入任何数据。</translation>
    </message>
    <message>
        <source>Somebody changed these records since the check. Please check the rows again.</source>
        <translation>检查之后有人修改了这些记录，请重新检查。</translation>
    </message>
    <message>
        <source>The file cannot be read or written. Is it open in another program?</source>
        <translation>文件无法读写。是否正在其他程序中打开？</translation>
    </message>
    <message>
        <source>The import is still running. Stop it first, or wait for its end.</source>
        <translation>导入仍在进行。请先停止，或等待完成。</translation>
    </message>
    <message>
        <source>1 File</source>
        <translation>1 文件</translation>
    </message>
    <message>
        <source>2 Columns</source>
        <translation>2 对应列</translation>
    </message>
    <message>
        <source>3 Check</source>
        <translation>3 检查</translation>
    </message>
    <message>
        <source>4 Done</source>
        <translation>4 完成</translation>
    </message>
    <message>
        <source>Some rows are refused by a rule or changed meanwhile. Nothing was written; please look.</source>
        <translation>有些行不符合规则，或期间已被他人修改。没有写入任何数据，请查看。</translation>
    </message>
    <message>
        <source>The mapping “{name}” is saved.</source>
        <translation>对应方案“{name}”已保存。</translation>
    </message>
</context>
<context>
    <name>ImportsStep</name>
    <message>
        <source>Files to import</source>
        <extracomment>Kinds of records that may have attributes of the company&apos;s own. without which there is no account set</extracomment>
        <translation>要导入的文件</translation>
    </message>
    <message>
        <source>Choose files …</source>
        <translation>选择文件…</translation>
    </message>
</context>
<context>
    <name>Initialization</name>
    <message>
        <source>Account set and company</source>
        <translation>帐套与公司</translation>
    </message>
    <message>
        <source>Departments</source>
        <translation>部门</translation>
    </message>
    <message>
        <source>Employees</source>
        <translation>员工</translation>
    </message>
    <message>
        <source>Rights</source>
        <translation>权限</translation>
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
        <source>Import of lists</source>
        <translation>导入资料</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>This must be filled in.</source>
        <extracomment>Rule → marked sentence.</extracomment>
        <translation>此项必须填写。</translation>
    </message>
    <message>
        <source>The file of answers cannot be read: {text}</source>
        <translation>无法读取答案文件：{text}</translation>
    </message>
    <message>
        <source>“{text}” is not understood here.</source>
        <translation>这里不能识别“{text}”。</translation>
    </message>
    <message>
        <source>An account set&apos;s name has Latin letters and digits, 29 at most.</source>
        <translation>帐套名用拉丁字母和数字，最多 29 个字符。</translation>
    </message>
    <message>
        <source>There is already an account set “{text}” on this server.</source>
        <translation>服务器上已有帐套“{text}”。</translation>
    </message>
    <message>
        <source>A currency has three capital letters, such as CNY.</source>
        <translation>币种为三个大写字母，如 CNY。</translation>
    </message>
    <message>
        <source>A colour is written like #2563eb.</source>
        <translation>颜色的写法如 #2563eb。</translation>
    </message>
    <message>
        <source>“{text}” is there twice.</source>
        <translation>“{text}”重复了。</translation>
    </message>
    <message>
        <source>The department “{text}” must stand before those below it.</source>
        <translation>部门“{text}”必须排在其下级之前。</translation>
    </message>
    <message>
        <source>One employee with a login must be administrator.</source>
        <translation>必须有一位可登录的员工担任系统管理员。</translation>
    </message>
    <message>
        <source>A login begins with a small letter; then small letters, digits, dots, dashes: “{text}”.</source>
        <translation>登录名以小写字母开头，其后可用小写字母、数字、点和横线：“{text}”。</translation>
    </message>
    <message>
        <source>A login of that name belongs to another account set.</source>
        <translation>该登录名已属于另一个帐套。</translation>
    </message>
    <message>
        <source>A password has at least {limit} characters.</source>
        <translation>密码至少 {limit} 个字符。</translation>
    </message>
    <message>
        <source>“{text}” is not among those named before.</source>
        <translation>前面没有定义“{text}”。</translation>
    </message>
    <message>
        <source>“{text}” would be above himself.</source>
        <translation>“{text}”会成为自己的上级。</translation>
    </message>
    <message>
        <source>A role needs a short Latin code and a name: “{text}”.</source>
        <translation>角色需要简短的拉丁代码和名称：“{text}”。</translation>
    </message>
    <message>
        <source>There is no such action or scope: {text}</source>
        <translation>没有这样的操作或范围：{text}</translation>
    </message>
    <message>
        <source>“{text}” cannot be the name of a dictionary.</source>
        <translation>“{text}”不能用作类别的编码。</translation>
    </message>
    <message>
        <source>An entry cannot mean this: {text}</source>
        <translation>条目的含义不能是：{text}</translation>
    </message>
    <message>
        <source>An attribute needs its kind of record, a Latin key and a label: “{text}”.</source>
        <translation>属性需要资料类型、拉丁键名和名称：“{text}”。</translation>
    </message>
    <message>
        <source>“{text}” is no kind of attribute, or its dictionary is missing.</source>
        <translation>“{text}”不是属性类型，或缺少基础设置类别。</translation>
    </message>
    <message>
        <source>A coding rule ends in its counter in braces, such as CP-{#####}: “{text}”.</source>
        <translation>编码规则以花括号中的流水号结尾，如 CP-{#####}：“{text}”。</translation>
    </message>
    <message>
        <source>{count} rows of {file} cannot be imported, so no account set was made.</source>
        <translation>{file} 中有 {count} 行不能导入，因此没有建立帐套。</translation>
    </message>
    <message>
        <source>A rule of the data is broken ({rule}).</source>
        <translation>违反了数据规则（{rule}）。</translation>
    </message>
    <message>
        <source>These answers do not have the form of this step.</source>
        <translation>这些答案不符合此步骤的格式。</translation>
    </message>
    <message>
        <source>Server</source>
        <extracomment>Step → its name for people.</extracomment>
        <translation>服务器</translation>
    </message>
    <message>
        <source>Dictionaries</source>
        <translation>基础设置</translation>
    </message>
</context>
<context>
    <name>KeptBar</name>
    <message>
        <source>As proposed</source>
        <translation>按建议</translation>
    </message>
    <message>
        <source>{name} (shared)</source>
        <translation>{name}（共享）</translation>
    </message>
    <message>
        <source>Mapping</source>
        <translation>对应方案</translation>
    </message>
    <message>
        <source>Save this mapping …</source>
        <translation>保存对应方案…</translation>
    </message>
    <message>
        <source>Forget it</source>
        <translation>删除方案</translation>
    </message>
    <message>
        <source>For everybody</source>
        <translation>共享给所有人</translation>
    </message>
    <message>
        <source>Name of the mapping</source>
        <translation>方案名称</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
</context>
<context>
    <name>LayoutPage</name>
    <message>
        <source>Somebody else arranged this form meanwhile. Save to replace theirs, or discard to see it.</source>
        <translation>其他人刚刚更改了此表单布局。保存将覆盖对方的布局，放弃则可查看。</translation>
    </message>
    <message>
        <source>Hidden</source>
        <translation>隐藏</translation>
    </message>
    <message>
        <source>Take the section away; its fields go to its neighbour (Del)</source>
        <translation>去掉此分组，其字段并入相邻分组 (Del)</translation>
    </message>
    <message>
        <source>Show the field again (Del)</source>
        <translation>重新显示字段 (Del)</translation>
    </message>
    <message>
        <source>Hide the field (Del)</source>
        <translation>隐藏字段 (Del)</translation>
    </message>
    <message>
        <source>“{field}” must be filled in; it cannot be hidden.</source>
        <translation>“{field}”为必填，不能隐藏。</translation>
    </message>
    <message>
        <source>New section</source>
        <translation>新建分组</translation>
    </message>
    <message>
        <source>Saved; every desktop shows it now.</source>
        <translation>已保存，所有人的桌面立即生效。</translation>
    </message>
    <message>
        <source>The form is as it was delivered.</source>
        <translation>已恢复内置表单。</translation>
    </message>
    <message>
        <source>Give up the arrangement and go back to the built-in form?</source>
        <translation>放弃布局，恢复内置表单？</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Please save or discard what you changed first.</source>
        <translation>请先保存或放弃所做的更改。</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃更改</translation>
    </message>
    <message>
        <source>Built-in form</source>
        <translation>内置表单</translation>
    </message>
    <message>
        <source>Move up (Alt+Up)</source>
        <translation>上移 (Alt+Up)</translation>
    </message>
    <message>
        <source>Move down (Alt+Down)</source>
        <translation>下移 (Alt+Down)</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>English title</source>
        <translation>英文标题</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Folded until its heading is pressed</source>
        <translation>默认折叠，点标题展开</translation>
    </message>
    <message>
        <source>Form of</source>
        <translation>表单所属</translation>
    </message>
    <message>
        <source>Sections and fields</source>
        <translation>分组与字段</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>默认宽度</translation>
    </message>
    <message>
        <source>Whole row</source>
        <translation>整行</translation>
    </message>
    <message>
        <source>Half a row</source>
        <translation>半行</translation>
    </message>
    <message>
        <source>A third of a row</source>
        <translation>三分之一行</translation>
    </message>
    <message>
        <source>What your colleagues will see:</source>
        <translation>同事们看到的样子：</translation>
    </message>
</context>
<context>
    <name>ListAndForm</name>
    <message>
        <source>Saved; every desktop shows it now.</source>
        <translation>已保存，所有人的桌面立即生效。</translation>
    </message>
    <message>
        <source>Please save or discard what you changed first.</source>
        <translation>请先保存或放弃所做的更改。</translation>
    </message>
</context>
<context>
    <name>LookupRows</name>
    <message>
        <source>Name of the address</source>
        <extracomment>more the database does not take for a number of days, minutes or passwords what is deleted is kept for so long</extracomment>
        <translation>网址的名称</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>网址</translation>
    </message>
</context>
<context>
    <name>MappingStep</name>
    <message>
        <source>Tab</source>
        <translation>制表符</translation>
    </message>
    <message>
        <source>Two columns are meant for “{field}”.</source>
        <translation>有两列都对应“{field}”。</translation>
    </message>
    <message>
        <source>Choose a field for at least one column.</source>
        <translation>请至少为一列选择字段。</translation>
    </message>
    <message>
        <source>To change records, a column must tell which one is meant, such as its code.</source>
        <translation>要修改记录，须有一列指明是哪条记录，例如编码。</translation>
    </message>
    <message>
        <source>New records also need: {fields}.</source>
        <translation>新增记录还需要：{fields}。</translation>
    </message>
    <message>
        <source>Nothing: every row is a new record</source>
        <translation>不查找：每行都新增</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Empty cells</source>
        <translation>空单元格</translation>
    </message>
    <message>
        <source>Repeated rows</source>
        <translation>重复的行</translation>
    </message>
    <message>
        <source>Sheet</source>
        <translation>工作表</translation>
    </message>
    <message>
        <source>Separator</source>
        <translation>分隔符</translation>
    </message>
    <message>
        <source>Leave what the record has</source>
        <translation>保留原值</translation>
    </message>
    <message>
        <source>Empty the field</source>
        <translation>清空字段</translation>
    </message>
    <message>
        <source>Are an error</source>
        <translation>算作错误</translation>
    </message>
    <message>
        <source>Count once where they say the same</source>
        <translation>内容相同只算一次</translation>
    </message>
    <message>
        <source>Fixed value</source>
        <translation>固定值</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Check the rows</source>
        <translation>检查各行</translation>
    </message>
    <message>
        <source>{file}: the columns are mapped as you did it last time.</source>
        <translation>{file}：各列沿用您上次的对应关系。</translation>
    </message>
    <message>
        <source>{file}: taken up again from the rows that were read.</source>
        <translation>{file}：从已读取的行继续。</translation>
    </message>
    <message>
        <source>{file}: the fields are guessed from the headings; please look them over.</source>
        <translation>{file}：已按标题猜测对应字段，请核对。</translation>
    </message>
    <message>
        <source>Row {row}</source>
        <extracomment>among which a person may choose pixels None while it follows from the columns</extracomment>
        <translation>第 {row} 行</translation>
    </message>
    <message>
        <source>File column</source>
        <translation>文件中的列</translation>
    </message>
    <message>
        <source>Sample values</source>
        <translation>内容示例</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>Match records by</source>
        <translation>按何字段查找</translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation>字符编码</translation>
    </message>
    <message>
        <source>Date format</source>
        <translation>日期写法</translation>
    </message>
    <message>
        <source>Number format</source>
        <translation>小数写法</translation>
    </message>
    <message>
        <source>Add new, change existing</source>
        <translation>没有的新增，已有的修改</translation>
    </message>
    <message>
        <source>Only add new</source>
        <translation>只新增</translation>
    </message>
    <message>
        <source>Only change existing</source>
        <translation>只修改已有的</translation>
    </message>
    <message>
        <source>Found automatically</source>
        <translation>自动识别</translation>
    </message>
    <message>
        <source>Heading row</source>
        <translation>标题行</translation>
    </message>
    <message>
        <source>Customers in a pool have no owner: leave that column out.</source>
        <translation>公海中的客户没有负责人：请不要选用这一列。</translation>
    </message>
    <message>
        <source>New customers</source>
        <translation>新客户</translation>
    </message>
    <message>
        <source>Into the pool “{name}”</source>
        <translation>放入公海“{name}”</translation>
    </message>
    <message>
        <source>To their owner</source>
        <translation>归负责人</translation>
    </message>
</context>
<context>
    <name>MappingTable</name>
    <message>
        <source>(no heading)</source>
        <extracomment>Chosen for a column that is a whole address. different cells of a column that are shown</extracomment>
        <translation>（无标题）</translation>
    </message>
    <message>
        <source>Field for “{heading}”</source>
        <translation>“{heading}”对应的字段</translation>
    </message>
    <message>
        <source>The same value for every row</source>
        <translation>每行都用这个值</translation>
    </message>
    <message>
        <source>Fixed value</source>
        <translation>固定值</translation>
    </message>
    <message>
        <source>Field with a fixed value</source>
        <translation>取固定值的字段</translation>
    </message>
    <message>
        <source>(leave out)</source>
        <translation>（不导入）</translation>
    </message>
    <message>
        <source>Whole address: {parts}</source>
        <translation>整行地址：{parts}</translation>
    </message>
</context>
<context>
    <name>ObjectForm</name>
    <message>
        <source>This stays as it was made: records and files carry it.</source>
        <extracomment>of a code, so that a number fits behind</extracomment>
        <translation>建立后不再更改：记录和文件都用到它。</translation>
    </message>
    <message>
        <source>Add attributes</source>
        <translation>添加属性</translation>
    </message>
    <message>
        <source>Rights</source>
        <translation>权限</translation>
    </message>
    <message>
        <source>Open its list</source>
        <translation>打开列表</translation>
    </message>
    <message>
        <source>Saving makes a new kind of record: with a list, a form, search, filters, rights by role, import, export, print and history like any other. Its own fields you add afterwards. It cannot be deleted, only retired.</source>
        <translation>保存后就有了一种新的记录：和其他记录一样有列表、表单、搜索、筛选、按角色的权限、导入、导出、打印和历史。它自己的字段随后添加。建立后不能删除，只能停用。</translation>
    </message>
    <message>
        <source>“{name}” is retired: its list is not offered any more, its records are still found.</source>
        <translation>“{name}”已停用：不再提供列表，已有的记录仍能查到。</translation>
    </message>
    <message>
        <source>“{name}” is there for everybody who has the right, under “{tab}”.</source>
        <translation>“{name}”已建好，有权限的同事都能在“{tab}”下看到。</translation>
    </message>
</context>
<context>
    <name>OffersPanel</name>
    <message>
        <source>Still undecided</source>
        <extracomment>data of the choice that makes a new dictionary entry</extracomment>
        <translation>尚未决定</translation>
    </message>
    <message>
        <source>Is “{meaning}”</source>
        <translation>即“{meaning}”</translation>
    </message>
    <message>
        <source>Is a new entry: “{text}”</source>
        <translation>新增条目“{text}”</translation>
    </message>
    <message>
        <source>What “{text}” means</source>
        <translation>“{text}”的含义</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>In the file</source>
        <translation>文件中的写法</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行数</translation>
    </message>
    <message>
        <source>What it means</source>
        <translation>含义</translation>
    </message>
    <message>
        <source>Words of the file to decide about</source>
        <translation>待确定的写法</translation>
    </message>
    <message>
        <source>These words are not known. Say what they mean; it is remembered for the next file.</source>
        <translation>系统不认识这些写法。请指明含义，下次会记住。</translation>
    </message>
    <message>
        <source>Apply and check again</source>
        <translation>应用并重新检查</translation>
    </message>
    <message>
        <source>New: create “{text}”</source>
        <translation>新建“{text}”</translation>
    </message>
</context>
<context>
    <name>PastListPage</name>
    <message>
        <source>As of</source>
        <translation>截至</translation>
    </message>
    <message>
        <source>The first {count} rows; all of them go into the file.</source>
        <translation>显示前 {count} 行，导出时为全部。</translation>
    </message>
    <message>
        <source>{count} rows</source>
        <translation>{count} 行</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>{count} rows written to {name}.</source>
        <translation>已写入 {count} 行到 {name}。</translation>
    </message>
    <message>
        <source>List</source>
        <translation>清单</translation>
    </message>
    <message>
        <source>You have no right to export these.</source>
        <translation>您没有导出权限。</translation>
    </message>
    <message>
        <source>Print …</source>
        <translation>打印…</translation>
    </message>
    <message>
        <source>You have no right to print these.</source>
        <translation>您没有打印权限。</translation>
    </message>
    <message>
        <source>The list as it was</source>
        <translation>历史清单</translation>
    </message>
</context>
<context>
    <name>PersonalField</name>
    <message>
        <source>Contact</source>
        <extracomment>Stored word → label.</extracomment>
        <translation>联系人</translation>
    </message>
    <message>
        <source>Customer who is a person</source>
        <translation>个人客户</translation>
    </message>
    <message>
        <source>Further phone of such a customer</source>
        <translation>个人客户的其他电话</translation>
    </message>
    <message>
        <source>Further address of such a customer</source>
        <translation>个人客户的其他地址</translation>
    </message>
    <message>
        <source>Personal field</source>
        <translation>个人信息字段</translation>
    </message>
    <message>
        <source>Personal fields</source>
        <translation>个人信息字段</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>所属</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>This field is among them already.</source>
        <translation>此字段已在其中。</translation>
    </message>
    <message>
        <source>Say whose field it is.</source>
        <translation>请选择是哪种记录的字段。</translation>
    </message>
    <message>
        <source>A field is needed.</source>
        <translation>请填写字段。</translation>
    </message>
    <message>
        <source>These records have no field “{detail}” that a person could be erased from.</source>
        <translation>此类记录没有可清除的字段“{detail}”。</translation>
    </message>
    <message>
        <source>Important date of such a person</source>
        <translation>此人的重要日期</translation>
    </message>
    <message>
        <source>Further phone or e-mail of a contact</source>
        <translation>联系人的其他联系方式</translation>
    </message>
    <message>
        <source>Relation of a contact to another</source>
        <translation>联系人的人际关系</translation>
    </message>
</context>
<context>
    <name>PreviewModel</name>
    <message>
        <source>Row</source>
        <extracomment>columns before the cells: row, what happens, why</extracomment>
        <translation>行号</translation>
    </message>
    <message>
        <source>What happens</source>
        <translation>处理</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>(empty)</source>
        <translation>（空）</translation>
    </message>
    <message>
        <source>Before: {text}</source>
        <translation>原值：{text}</translation>
    </message>
    <message>
        <source>In the file: {text}</source>
        <translation>文件中为：{text}</translation>
    </message>
</context>
<context>
    <name>PreviewStep</name>
    <message>
        <source>Reading the file …</source>
        <extracomment>rows that are read at once</extracomment>
        <translation>正在读取文件…</translation>
    </message>
    <message>
        <source>Everything in this file is there already; nothing to import.</source>
        <translation>文件中的内容系统里都已有，无需导入。</translation>
    </message>
    <message>
        <source>The bad rows are left out and go into a file to correct.</source>
        <translation>有问题的行不导入，可另存为文件改正。</translation>
    </message>
    <message>
        <source>No row can be imported as it is.</source>
        <translation>没有可以导入的行。</translation>
    </message>
    <message>
        <source>Nothing is written before you press “Import”.</source>
        <translation>按“导入”之前不会写入任何数据。</translation>
    </message>
    <message>
        <source>Rows to correct …</source>
        <translation>导出待改正的行…</translation>
    </message>
    <message>
        <source>Back to the columns</source>
        <translation>返回对应列</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Rows of the file</source>
        <translation>文件的各行</translation>
    </message>
    <message>
        <source>Import duplicates too</source>
        <translation>重复的也导入</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Import %n row(s), leave {bad} out</source>
        <translation>导入 %n 行，跳过 {bad} 行</translation>
    </message>
    <message>
        <source>Import %n row(s)</source>
        <translation>导入 %n 行</translation>
    </message>
</context>
<context>
    <name>ResultStep</name>
    <message>
        <source>Take the whole import back</source>
        <translation>撤销整次导入</translation>
    </message>
    <message>
        <source>Rows to correct …</source>
        <translation>导出待改正的行…</translation>
    </message>
    <message>
        <source>Show the list</source>
        <translation>查看列表</translation>
    </message>
    <message>
        <source>Import another file</source>
        <translation>导入其他文件</translation>
    </message>
    <message>
        <source>The rest stays: somebody has worked on it since.</source>
        <translation>其余保留：之后已有人处理过。</translation>
    </message>
    <message>
        <source>Everything is as it was before the import.</source>
        <translation>已恢复到导入之前的状态。</translation>
    </message>
    <message>
        <source>{new} created, {change} changed</source>
        <translation>新增 {new} 条，修改 {change} 条</translation>
    </message>
    <message>
        <source>{same} were the same already.</source>
        <translation>{same} 条原本就相同。</translation>
    </message>
    <message>
        <source>{out} rows were left out. Write them into a file, correct them there, and import that file: its columns are known.</source>
        <translation>跳过了 {out} 行。可导出到文件，改正后再导入，列的对应关系无需重设。</translation>
    </message>
    <message>
        <source>%n record(s) taken back.</source>
        <translation>已撤销 %n 条记录。</translation>
    </message>
    <message>
        <source>The whole import can be taken back until {day}, also from the list of imports.</source>
        <translation>{day} 之前（含当天）可以撤销整次导入，在导入记录中也能撤销。</translation>
    </message>
    <message>
        <source>The new ones are in the pool “{pool}”.</source>
        <translation>新客户已放入公海“{pool}”。</translation>
    </message>
</context>
<context>
    <name>RightRule</name>
    <message>
        <source>None</source>
        <extracomment>Stored word → label.</extracomment>
        <translation>无</translation>
    </message>
    <message>
        <source>Own</source>
        <translation>本人</translation>
    </message>
    <message>
        <source>Own and subordinates</source>
        <translation>本人及下属</translation>
    </message>
    <message>
        <source>Department</source>
        <translation>部门</translation>
    </message>
    <message>
        <source>Department and below</source>
        <translation>本部门及下级部门</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>权限</translation>
    </message>
    <message>
        <source>Rights</source>
        <translation>权限</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Module</source>
        <translation>模块</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Scope</source>
        <translation>范围</translation>
    </message>
    <message>
        <source>This role has a rule for this already.</source>
        <translation>该角色已有此规则。</translation>
    </message>
    <message>
        <source>There is no such action.</source>
        <translation>没有这种操作。</translation>
    </message>
    <message>
        <source>There is no such scope.</source>
        <translation>没有这种范围。</translation>
    </message>
    <message>
        <source>At least one employee must be able to change rights.</source>
        <translation>至少要有一名员工能够修改权限。</translation>
    </message>
    <message>
        <source>Customers</source>
        <extracomment>Modules of the rights in the order of the tabs, with their words.</extracomment>
        <translation>客户</translation>
    </message>
    <message>
        <source>Contacts</source>
        <translation>联系人</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>执行动作</translation>
    </message>
    <message>
        <source>Products</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>Prices</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Cost prices</source>
        <translation>成本价</translation>
    </message>
    <message>
        <source>Below the floor price</source>
        <translation>低于最低价</translation>
    </message>
    <message>
        <source>Opportunities</source>
        <translation>销售机会</translation>
    </message>
    <message>
        <source>Orders</source>
        <translation>订单</translation>
    </message>
    <message>
        <source>Companies</source>
        <translation>往来单位</translation>
    </message>
    <message>
        <source>Public pools</source>
        <translation>公海</translation>
    </message>
    <message>
        <source>Employees</source>
        <translation>员工</translation>
    </message>
    <message>
        <source>Dictionaries</source>
        <translation>基础设置</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Audit trail</source>
        <translation>操作记录</translation>
    </message>
    <message>
        <source>Data quality</source>
        <translation>数据质量</translation>
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
        <source>Personal data</source>
        <translation>个人信息</translation>
    </message>
    <message>
        <source>View</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Assign</source>
        <translation>分配</translation>
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
        <source>Bulk edit</source>
        <translation>批量修改</translation>
    </message>
    <message>
        <source>Coupon codes</source>
        <translation>优惠码</translation>
    </message>
    <message>
        <source>Own+</source>
        <extracomment>What stands in a narrow cell in place of the longest: the shorter word, and all below.</extracomment>
        <translation>本人+</translation>
    </message>
    <message>
        <source>Dept</source>
        <translation>部门</translation>
    </message>
    <message>
        <source>Dept+</source>
        <translation>部门+</translation>
    </message>
</context>
<context>
    <name>RightsPage</name>
    <message>
        <source>You have no right to change rights.</source>
        <translation>您无权修改权限。</translation>
    </message>
    <message>
        <source>The right is in force.</source>
        <translation>权限已生效。</translation>
    </message>
    <message>
        <source>New role</source>
        <translation>新建角色</translation>
    </message>
    <message>
        <source>Employees</source>
        <translation>员工</translation>
    </message>
    <message>
        <source>Roles</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Rights of the role</source>
        <translation>角色权限</translation>
    </message>
    <message>
        <source>Rename role</source>
        <translation>角色名称</translation>
    </message>
    <message>
        <source>Each role may do an action on the records within a scope. A choice takes effect at once. Own+: own and subordinates; Dept+: department and below.</source>
        <translation>每个角色可在一定范围内对记录执行操作，选择后立即生效。本人+：本人及下属；部门+：本部门及下级部门。</translation>
    </message>
</context>
<context>
    <name>Role</name>
    <message>
        <source>Role</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Roles</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>编码</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>English name</source>
        <translation>英文名</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Another role has this code already.</source>
        <translation>已有角色使用该编码。</translation>
    </message>
    <message>
        <source>A code has small letters, digits and underscores.</source>
        <translation>编码由小写字母、数字和下划线组成。</translation>
    </message>
    <message>
        <source>A role needs a name.</source>
        <translation>请填写角色名称。</translation>
    </message>
    <message>
        <source>There are employees with this role.</source>
        <translation>有员工使用该角色。</translation>
    </message>
</context>
<context>
    <name>RowsEditor</name>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Nothing here yet. “Add” or Ins makes a row.</source>
        <translation>还没有内容。点“添加”或按 Ins 增加一行。</translation>
    </message>
    <message>
        <source>Row {number}</source>
        <extracomment>pixels that the first column, and every other, has at least the answer is a list of one value of the answers that a cell of *make* gives</extracomment>
        <translation>第 {number} 行</translation>
    </message>
</context>
<context>
    <name>RuleForm</name>
    <message>
        <source>it holds</source>
        <translation>成立</translation>
    </message>
    <message>
        <source>it does not hold</source>
        <translation>不成立</translation>
    </message>
    <message>
        <source>On the first record: {answer}</source>
        <translation>第一条记录：{answer}</translation>
    </message>
    <message>
        <source>“{text}” matches.</source>
        <translation>“{text}”符合格式。</translation>
    </message>
    <message>
        <source>“{text}” does not match.</source>
        <translation>“{text}”不符合格式。</translation>
    </message>
</context>
<context>
    <name>RuleTrial</name>
    <message>
        <source>Fields with rules, and what these read</source>
        <translation>有规则的字段及规则引用的字段</translation>
    </message>
    <message>
        <source>shown</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>隐藏</translation>
    </message>
    <message>
        <source>required</source>
        <translation>必填</translation>
    </message>
    <message>
        <source>not required</source>
        <translation>非必填</translation>
    </message>
    <message>
        <source>kept as saved</source>
        <translation>只读</translation>
    </message>
    <message>
        <source>can be changed</source>
        <translation>可更改</translation>
    </message>
    <message>
        <source>entries on offer: {count}</source>
        <translation>可选项：{count}</translation>
    </message>
    <message>
        <source>{field}: {answers}</source>
        <translation>{field}：{answers}</translation>
    </message>
    <message>
        <source>Try it with this record (nothing here is saved):</source>
        <translation>用这条记录试一试（此处不保存）：</translation>
    </message>
    <message>
        <source>Record to try it with</source>
        <translation>试用的记录</translation>
    </message>
    <message>
        <source>none: a new record</source>
        <translation>不选：新记录</translation>
    </message>
</context>
<context>
    <name>Safety</name>
    <message>
        <source>Backup</source>
        <translation>备份</translation>
    </message>
    <message>
        <source>Restore drill</source>
        <translation>恢复演练</translation>
    </message>
    <message>
        <source>Trail verified</source>
        <translation>操作记录验证</translation>
    </message>
    <message>
        <source>Data checked</source>
        <translation>数据检查</translation>
    </message>
    <message>
        <source>Restored</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Upgrade</source>
        <translation>升级</translation>
    </message>
    <message>
        <source>Trail sealed</source>
        <translation>操作记录已封存</translation>
    </message>
    <message>
        <source>Archived</source>
        <translation>归档</translation>
    </message>
    <message>
        <source>Copy of the server</source>
        <translation>服务器整机备份</translation>
    </message>
    <message>
        <source>The last good backup is {days} days old.</source>
        <extracomment>Shown as cards, in this order. What may be overdue → sentence.</extracomment>
        <translation>最近一次成功的备份是 {days} 天前。</translation>
    </message>
    <message>
        <source>The last good restore drill was {days} days ago: nobody knows whether the backups can be restored.</source>
        <translation>最近一次成功的恢复演练是 {days} 天前：没有人知道备份能否恢复。</translation>
    </message>
    <message>
        <source>The audit trail was last verified {days} days ago.</source>
        <translation>操作记录最近一次验证是 {days} 天前。</translation>
    </message>
</context>
<context>
    <name>SafetyPage</name>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>What</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行数</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>PC</source>
        <translation>电脑</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>You have no right to do this.</source>
        <translation>您没有此权限。</translation>
    </message>
    <message>
        <source>Connect to the server first.</source>
        <translation>请先连接服务器。</translation>
    </message>
    <message>
        <source>{count} things are not right: {first}</source>
        <translation>有 {count} 处不对：{first}</translation>
    </message>
    <message>
        <source>Backed up: {rows} rows in {path}</source>
        <translation>已备份：{rows} 行，存于 {path}</translation>
    </message>
    <message>
        <source>The backup can be restored: {rows} rows, every table as it was.</source>
        <translation>备份可以恢复：{rows} 行，每张表都与原来一致。</translation>
    </message>
    <message>
        <source>Nothing wrong was found.</source>
        <translation>没有发现问题。</translation>
    </message>
    <message>
        <source>Back up now</source>
        <translation>立即备份</translation>
    </message>
    <message>
        <source>Verify the trail</source>
        <translation>验证操作记录</translation>
    </message>
    <message>
        <source>Check the data</source>
        <translation>检查数据</translation>
    </message>
    <message>
        <source>Every night, by the task scheduler:</source>
        <translation>每晚由任务计划执行：</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>成功</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Trial restore</source>
        <translation>试恢复</translation>
    </message>
</context>
<context>
    <name>SensitiveField</name>
    <message>
        <source>Customer</source>
        <extracomment>Stored word → label: the records that people open.</extracomment>
        <translation>客户</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>联系人</translation>
    </message>
    <message>
        <source>Employee</source>
        <translation>员工</translation>
    </message>
    <message>
        <source>Opportunity</source>
        <translation>销售机会</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>订单</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>Cost price</source>
        <translation>成本价</translation>
    </message>
    <message>
        <source>Sensitive field</source>
        <translation>敏感字段</translation>
    </message>
    <message>
        <source>Sensitive fields</source>
        <translation>敏感字段</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>This field is among them already.</source>
        <translation>这个字段已经在内。</translation>
    </message>
    <message>
        <source>Say whose field it is.</source>
        <translation>请选择所属。</translation>
    </message>
    <message>
        <source>A field is needed.</source>
        <translation>请填写字段。</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>所属</translation>
    </message>
</context>
<context>
    <name>ServerBar</name>
    <message>
        <source>Backups are written by this PC into {place}</source>
        <translation>备份由本机写入 {place}</translation>
    </message>
    <message>
        <source>Backups are written by this PC. The office server&apos;s superuser must be named first:</source>
        <translation>备份由本机执行。请先填写办公室服务器的超级用户：</translation>
    </message>
    <message>
        <source>Superuser</source>
        <translation>超级用户</translation>
    </message>
    <message>
        <source>Superuser&apos;s password</source>
        <translation>超级用户密码</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
</context>
<context>
    <name>ServerStep</name>
    <message>
        <source>On this PC: the program brings the database server</source>
        <extracomment>Reaches the server (in a job: it may have to be started); raise CrmError.</extracomment>
        <translation>在本机：程序自带数据库服务器</translation>
    </message>
    <message>
        <source>On the office server (PostgreSQL 15 or newer)</source>
        <translation>在办公室服务器（PostgreSQL 15 或更新）</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>Superuser</source>
        <translation>超级用户</translation>
    </message>
    <message>
        <source>Password of the superuser</source>
        <translation>超级用户密码</translation>
    </message>
</context>
<context>
    <name>SetsPage</name>
    <message>
        <source>Account set</source>
        <translation>帐套</translation>
    </message>
    <message>
        <source>Company</source>
        <translation>公司</translation>
    </message>
    <message>
        <source>Employees</source>
        <translation>员工</translation>
    </message>
    <message>
        <source>Logged in</source>
        <translation>在线</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Last backup</source>
        <translation>最近备份</translation>
    </message>
    <message>
        <source>Last drill</source>
        <translation>最近演练</translation>
    </message>
    <message>
        <source>{name} (practice)</source>
        <translation>{name}（练习）</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行数</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>You have no right to do this.</source>
        <translation>您没有此权限。</translation>
    </message>
    <message>
        <source>Connect to the server first.</source>
        <translation>请先连接服务器。</translation>
    </message>
    <message>
        <source>Write the new name first.</source>
        <translation>请先填写新名称。</translation>
    </message>
    <message>
        <source>You are working in this set: log in to another one first.</source>
        <translation>您正在使用这个帐套，请先登录到别的帐套。</translation>
    </message>
    <message>
        <source>Not possible from here.</source>
        <translation>这里不能操作。</translation>
    </message>
    <message>
        <source>Choose an account set.</source>
        <translation>请选择帐套。</translation>
    </message>
    <message>
        <source>Choose a file below.</source>
        <translation>请在下面选择文件。</translation>
    </message>
    <message>
        <source>“{name}” is ready: {rows} rows.</source>
        <translation>“{name}”已就绪：{rows} 行。</translation>
    </message>
    <message>
        <source>Close it</source>
        <translation>封存</translation>
    </message>
    <message>
        <source>“{name}” is closed: {rows} rows in {path}</source>
        <translation>“{name}”已封存：{rows} 行，存于 {path}</translation>
    </message>
    <message>
        <source>Everything that was practised in “{name}” is lost.</source>
        <translation>“{name}”中练习的内容将全部丢失。</translation>
    </message>
    <message>
        <source>“{name}” is as on the first day.</source>
        <translation>“{name}”已恢复到初始状态。</translation>
    </message>
    <message>
        <source>{count} account sets</source>
        <translation>{count} 个帐套</translation>
    </message>
    <message>
        <source>One account set</source>
        <translation>1 个帐套</translation>
    </message>
    <message>
        <source>Account sets on this server</source>
        <translation>本服务器上的帐套</translation>
    </message>
    <message>
        <source>Closed account sets and backups</source>
        <translation>已封存的帐套和备份</translation>
    </message>
    <message>
        <source>No backup and no closed account set is kept here yet.</source>
        <translation>这里还没有备份，也没有已封存的帐套。</translation>
    </message>
    <message>
        <source>New name</source>
        <translation>新名称</translation>
    </message>
    <message>
        <source>New …</source>
        <translation>新建…</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Close …</source>
        <translation>封存…</translation>
    </message>
    <message>
        <source>Made on</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Only the practice set can be reset.</source>
        <translation>只有练习帐套可以重建。</translation>
    </message>
    <message>
        <source>“{name}” is closed at once: whoever works in it is logged out. It goes into a file, which is proved, and can be restored from there.</source>
        <translation>“{name}”将立即封存：正在使用的人会被退出。数据写入文件并经验证，以后可以从文件恢复。</translation>
    </message>
    <message>
        <source>Reset it</source>
        <translation>重建</translation>
    </message>
    <message>
        <source>Reset …</source>
        <translation>重建…</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>My desktop</source>
        <extracomment>Title of a group → its settings: name, words.</extracomment>
        <translation>我的桌面</translation>
    </message>
    <message>
        <source>“Handed to me” holds a customer for (days)</source>
        <translation>“新分给我”保留几天</translation>
    </message>
    <message>
        <source>“Forgotten” after no contact for (days)</source>
        <translation>几天没有联系算“久未联系”</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Kept out after wrong passwords (number)</source>
        <translation>密码错几次暂停登录</translation>
    </message>
    <message>
        <source>Kept out for (minutes)</source>
        <translation>暂停登录几分钟</translation>
    </message>
    <message>
        <source>Safety</source>
        <translation>数据安全</translation>
    </message>
    <message>
        <source>Warn without a backup for (days)</source>
        <translation>几天没有备份就提醒</translation>
    </message>
    <message>
        <source>Warn without a restore drill for (days)</source>
        <translation>几天没有恢复演练就提醒</translation>
    </message>
    <message>
        <source>What was done to many records is taken back within (days)</source>
        <translation>批量操作几天之内可以撤销</translation>
    </message>
    <message>
        <source>Looking companies up outside</source>
        <translation>外部查询企业信息</translation>
    </message>
    <message>
        <source>Offered in the menu of customers and companies, and opened in the browser when somebody asks for it; nothing is sent before. In the address, {name} and {tax_number} stand for those of the record.</source>
        <translation>出现在客户和往来单位页面的菜单里，点了才在浏览器中打开，此前不发送任何内容。网址里的 {name} 和 {tax_number} 代表记录的名称和税号。</translation>
    </message>
    <message>
        <source>Warn without verifying the audit trail for (days)</source>
        <translation>几天没有验证操作记录就提醒</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>These addresses are offered from now on.</source>
        <translation>从现在起提供这些网址。</translation>
    </message>
    <message>
        <source>{what}: {value}, from now on.</source>
        <translation>{what}：{value}，即刻生效。</translation>
    </message>
    <message>
        <source>You have no right to change settings.</source>
        <translation>您没有修改设置的权限。</translation>
    </message>
</context>
<context>
    <name>StartStep</name>
    <message>
        <source>You have no right to create or change records.</source>
        <extracomment>keeps the words at the top while there is no import of before</extracomment>
        <translation>您没有新建或修改记录的权限。</translation>
    </message>
    <message>
        <source>Read, not yet checked</source>
        <translation>已读取，未检查</translation>
    </message>
    <message>
        <source>Checked, not yet imported</source>
        <translation>已检查，未导入</translation>
    </message>
    <message>
        <source>Imported</source>
        <translation>已导入</translation>
    </message>
    <message>
        <source>Taken back</source>
        <translation>已撤销</translation>
    </message>
    <message>
        <source>{count} rows</source>
        <translation>{count} 行</translation>
    </message>
    <message>
        <source>{new} new, {change} changed, {same} the same, {bad} left out</source>
        <translation>新增 {new}，修改 {change}，相同 {same}，跳过 {bad}</translation>
    </message>
    <message>
        <source>This import is finished.</source>
        <translation>这次导入已完成。</translation>
    </message>
    <message>
        <source>What was imported is taken back, not removed.</source>
        <translation>已导入的只能撤销，不能删除。</translation>
    </message>
    <message>
        <source>No row was left out.</source>
        <translation>没有跳过的行。</translation>
    </message>
    <message>
        <source>Nothing of it was imported.</source>
        <translation>没有导入任何数据。</translation>
    </message>
    <message>
        <source>File to import</source>
        <translation>要导入的文件</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>What to import</source>
        <translation>导入内容</translation>
    </message>
    <message>
        <source>Choose a file …</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Empty file to fill in …</source>
        <translation>空白模板…</translation>
    </message>
    <message>
        <source>Excel, CSV or vCard. A file can also be dropped anywhere on this page.</source>
        <translation>支持 Excel、CSV、vCard。也可以把文件拖到本页任意位置。</translation>
    </message>
    <message>
        <source>Take it back</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Rows to correct …</source>
        <translation>导出待改正的行…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行数</translation>
    </message>
    <message>
        <source>Earlier imports</source>
        <translation>导入记录</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>It was imported too long ago to be taken back.</source>
        <translation>导入的时间太久，不能再撤销。</translation>
    </message>
</context>
<context>
    <name>Trail</name>
    <message>
        <source>Changed</source>
        <translation>修改</translation>
    </message>
    <message>
        <source>Deleted</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Exported</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Changed many</source>
        <extracomment>Kind of a bulk action → words; another kind is shown by its label.</extracomment>
        <translation>批量修改</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>Assignment</source>
        <translation>分配</translation>
    </message>
    <message>
        <source>Hand-over</source>
        <translation>交接</translation>
    </message>
    <message>
        <source>Price change</source>
        <translation>调价</translation>
    </message>
    <message>
        <source>Claimed from the pool</source>
        <translation>从公海领取</translation>
    </message>
    <message>
        <source>Returned to the pool</source>
        <translation>退回公海</translation>
    </message>
    <message>
        <source>Formats made standard</source>
        <translation>规范格式</translation>
    </message>
    <message>
        <source>Notice</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Saved view</source>
        <translation>保存的视图</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行数</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Erased personal data</source>
        <translation>清除个人信息</translation>
    </message>
    <message>
        <source>Personal data</source>
        <translation>个人信息</translation>
    </message>
    <message>
        <source>Erased</source>
        <translation>已清除</translation>
    </message>
    <message>
        <source>Formulas recalculated</source>
        <translation>公式已重新计算</translation>
    </message>
    <message>
        <source>too long ago: it stays</source>
        <translation>时间太久，不能再撤销</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>Sensitive fields read</source>
        <translation>查看敏感字段</translation>
    </message>
    <message>
        <source>Can be taken back</source>
        <extracomment>State of a bulk action → why it can or cannot be taken back.</extracomment>
        <translation>可以撤销</translation>
    </message>
    <message>
        <source>Taken back</source>
        <translation>已撤销</translation>
    </message>
    <message>
        <source>Only whoever did it can take it back</source>
        <translation>只有操作者本人可以撤销</translation>
    </message>
    <message>
        <source>Nothing was changed</source>
        <translation>没有改动</translation>
    </message>
    <message>
        <source>Safety work</source>
        <translation>安全作业</translation>
    </message>
    <message>
        <source>The server</source>
        <extracomment>of what was deleted; the database gives no more</extracomment>
        <translation>服务器</translation>
    </message>
    <message>
        <source>Variants made</source>
        <translation>生成规格</translation>
    </message>
    <message>
        <source>Absence</source>
        <extracomment>Tables that are no entity of the screen → words.</extracomment>
        <translation>请假外出</translation>
    </message>
    <message>
        <source>Answer to an entry</source>
        <translation>对记录的回应</translation>
    </message>
    <message>
        <source>Form layout</source>
        <translation>表单布局</translation>
    </message>
    <message>
        <source>Mapping of an import</source>
        <translation>导入对应方案</translation>
    </message>
    <message>
        <source>Pinned entry</source>
        <translation>置顶记录</translation>
    </message>
</context>
<context>
    <name>TrailPage</name>
    <message>
        <source>Who</source>
        <translation>人员</translation>
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
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>What</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>修改内容</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Old</source>
        <translation>原值</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新值</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>{count} entries</source>
        <translation>{count} 条</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Older</source>
        <translation>更早的</translation>
    </message>
    <message>
        <source>Only one record ✕</source>
        <translation>仅一条记录 ✕</translation>
    </message>
    <message>
        <source>Show all records again</source>
        <translation>重新显示全部记录</translation>
    </message>
    <message>
        <source>Where from</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Audit trail</source>
        <translation>操作记录</translation>
    </message>
</context>
<context>
    <name>Usage</name>
    <message>
        <source>Period: {span}</source>
        <translation>期间：{span}</translation>
    </message>
    <message>
        <source>Employees with a login</source>
        <translation>有登录名的员工</translation>
    </message>
    <message>
        <source>Used it</source>
        <translation>已使用</translation>
    </message>
    <message>
        <source>Did not use it</source>
        <translation>未使用</translation>
    </message>
    <message>
        <source>Logged in, entered nothing</source>
        <translation>登录过但没有录入</translation>
    </message>
    <message>
        <source>Per department</source>
        <translation>按部门</translation>
    </message>
    <message>
        <source>Per employee</source>
        <translation>按员工</translation>
    </message>
    <message>
        <source>An entry is one save by hand: a record made, changed or deleted. Imports and other bulk actions count apart.</source>
        <translation>录入一次指手工保存一次：新建、修改或删除一条记录。导入等批量操作另计。</translation>
    </message>
    <message>
        <source>Checked by</source>
        <translation>检查人</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Remarks</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Department</source>
        <translation>部门</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>职务</translation>
    </message>
    <message>
        <source>Logins</source>
        <translation>登录次数</translation>
    </message>
    <message>
        <source>Entries</source>
        <translation>录入次数</translation>
    </message>
    <message>
        <source>Bulk actions</source>
        <translation>批量操作</translation>
    </message>
    <message>
        <source>never</source>
        <translation>从未</translation>
    </message>
    <message>
        <source>Everybody</source>
        <translation>全体</translation>
    </message>
    <message>
        <source>Entries and logins: {name}</source>
        <translation>录入与登录：{name}</translation>
    </message>
    <message>
        <source>Usage check</source>
        <translation>使用情况检查表</translation>
    </message>
    <message>
        <source>Nobody: everyone used it.</source>
        <translation>无：全部使用过。</translation>
    </message>
    <message>
        <source>Days active</source>
        <translation>使用天数</translation>
    </message>
    <message>
        <source>Last active</source>
        <translation>最近使用</translation>
    </message>
</context>
<context>
    <name>UsagePage</name>
    <message>
        <source>This week</source>
        <translation>本周</translation>
    </message>
    <message>
        <source>Last week</source>
        <translation>上周</translation>
    </message>
    <message>
        <source>This month</source>
        <translation>本月</translation>
    </message>
    <message>
        <source>Last month</source>
        <translation>上月</translation>
    </message>
    <message>
        <source>From … to …</source>
        <translation>自定义</translation>
    </message>
    <message>
        <source>By day</source>
        <translation>按日</translation>
    </message>
    <message>
        <source>By week</source>
        <translation>按周</translation>
    </message>
    <message>
        <source>By month</source>
        <translation>按月</translation>
    </message>
    <message>
        <source>By employee</source>
        <translation>按员工</translation>
    </message>
    <message>
        <source>By department</source>
        <translation>按部门</translation>
    </message>
    <message>
        <source>By title</source>
        <translation>按职务</translation>
    </message>
    <message>
        <source>A period ends after it begins and lasts at most {days} days.</source>
        <translation>结束日期须在开始之后，最长 {days} 天。</translation>
    </message>
    <message>
        <source>Reading …</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>{entries} entries</source>
        <translation>录入 {entries} 次</translation>
    </message>
    <message>
        <source>{count} logins</source>
        <translation>登录 {count} 次</translation>
    </message>
    <message>
        <source>{count} of {all} employees used it</source>
        <translation>{all} 名员工中 {count} 人使用</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>期间</translation>
    </message>
    <message>
        <source>Grouped</source>
        <translation>分组</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>图表</translation>
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
        <source>Check sheet …</source>
        <translation>检查表…</translation>
    </message>
    <message>
        <source>Who used it how much, who did not; with a line to sign (Ctrl+P)</source>
        <translation>谁用了多少、谁没有用，附签字栏 (Ctrl+P)</translation>
    </message>
    <message>
        <source>You have no right to print these.</source>
        <translation>您没有打印权限。</translation>
    </message>
    <message>
        <source>Usage</source>
        <translation>使用情况</translation>
    </message>
    <message>
        <source>{count} rows</source>
        <translation>{count} 行</translation>
    </message>
</context>
<context>
    <name>WhoSees</name>
    <message>
        <source>owns it</source>
        <translation>是负责人</translation>
    </message>
    <message>
        <source>owns what it belongs to</source>
        <translation>是所属记录的负责人</translation>
    </message>
    <message>
        <source>owns the customer</source>
        <translation>是客户的负责人</translation>
    </message>
    <message>
        <source>entered it</source>
        <translation>是录入人</translation>
    </message>
    <message>
        <source>is to keep its promise</source>
        <translation>负责兑现其中的承诺</translation>
    </message>
    <message>
        <source>owns the customer and may finish the confirmed order</source>
        <translation>是客户的负责人，可办完已确认的订单</translation>
    </message>
    <message>
        <source>{name} owns it</source>
        <translation>{name}是负责人</translation>
    </message>
    <message>
        <source>{name} owns what it belongs to</source>
        <translation>{name}是所属记录的负责人</translation>
    </message>
    <message>
        <source>{name} owns the customer</source>
        <translation>{name}是客户的负责人</translation>
    </message>
    <message>
        <source>{name} entered it</source>
        <translation>{name}是录入人</translation>
    </message>
    <message>
        <source>{name} is to keep its promise</source>
        <translation>{name}负责兑现其中的承诺</translation>
    </message>
    <message>
        <source>{name} owns the customer and may finish the confirmed order</source>
        <translation>{name}是客户的负责人，可办完已确认的订单</translation>
    </message>
    <message>
        <source>helps on the customer</source>
        <translation>是该客户的协助人</translation>
    </message>
    <message>
        <source>is the helper meant</source>
        <translation>就是这位协助人</translation>
    </message>
    <message>
        <source>belongs to the pool</source>
        <translation>是公海成员</translation>
    </message>
    <message>
        <source>administers the pool</source>
        <translation>是公海管理员</translation>
    </message>
    <message>
        <source>everybody may read these</source>
        <translation>人人都可以看这些</translation>
    </message>
    <message>
        <source>all, by the role {roles}</source>
        <translation>角色“{roles}”可看全部</translation>
    </message>
    <message>
        <source>all pools, by the role {roles}</source>
        <translation>角色“{roles}”可看所有公海</translation>
    </message>
    <message>
        <source>nobody owns these; the role {roles} gives them</source>
        <translation>这些没有负责人；由角色“{roles}”给予</translation>
    </message>
    <message>
        <source>The login is locked.</source>
        <translation>登录已锁定。</translation>
    </message>
    <message>
        <source>Has no login.</source>
        <translation>没有登录账号。</translation>
    </message>
    <message>
        <source>No role gives the right to see “{plural}”.</source>
        <translation>没有角色给予查看“{plural}”的权限。</translation>
    </message>
    <message>
        <source>The scope for “{plural}” is “{scope}”; this one is {owner}’s.</source>
        <translation>对“{plural}”的范围是“{scope}”，而这条的负责人是{owner}。</translation>
    </message>
    <message>
        <source>The scope for “{plural}” is “{scope}”; this one is nobody’s.</source>
        <translation>对“{plural}”的范围是“{scope}”，而这条没有负责人。</translation>
    </message>
    <message>
        <source>Nobody owns these, so the scope must be “All”; it is “{scope}”.</source>
        <translation>这些没有负责人，范围须为“全部”，而现在是“{scope}”。</translation>
    </message>
    <message>
        <source>It tells a cost, and no role gives the right to see costs.</source>
        <translation>其中含成本，而没有角色给予查看成本的权限。</translation>
    </message>
    <message>
        <source>It tells of two persons, and not both are to be seen.</source>
        <translation>它涉及两个人，而其中有看不到的人。</translation>
    </message>
    <message>
        <source>Does not belong to the pool.</source>
        <translation>不是该公海的成员。</translation>
    </message>
    <message>
        <source>stands in for {name} until {day}: {because}</source>
        <translation>代理{name}至 {day}：{because}</translation>
    </message>
    <message>
        <source>, may write</source>
        <translation>，可修改</translation>
    </message>
    <message>
        <source>, until {day}</source>
        <translation>，到 {day} 为止</translation>
    </message>
    <message>
        <source>{because}; the role {roles} reaches “{scope}”</source>
        <translation>{because}；角色“{roles}”的范围是“{scope}”</translation>
    </message>
    <message>
        <source>hidden: {fields}</source>
        <translation>隐藏：{fields}</translation>
    </message>
    <message>
        <source>masked: {fields}</source>
        <translation>打码：{fields}</translation>
    </message>
    <message>
        <source>fields hidden: {count}</source>
        <translation>隐藏的字段：{count}</translation>
    </message>
    <message>
        <source>new logins are refused until {moment}, after wrong passwords</source>
        <translation>因密码多次输错，{moment} 前不能新登录</translation>
    </message>
</context>
<context>
    <name>WhoSeesPage</name>
    <message>
        <source>Yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>No</source>
        <translation>否</translation>
    </message>
    <message>
        <source>Masked</source>
        <translation>打码</translation>
    </message>
    <message>
        <source>Employee</source>
        <translation>员工</translation>
    </message>
    <message>
        <source>Department</source>
        <translation>部门</translation>
    </message>
    <message>
        <source>Sees</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Edits</source>
        <translation>修改</translation>
    </message>
    <message>
        <source>Deletes</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Nobody fits what is typed.</source>
        <translation>没有符合所输入内容的人。</translation>
    </message>
    <message>
        <source>Everybody sees it.</source>
        <translation>人人都能看到。</translation>
    </message>
    <message>
        <source>{name}: {why}</source>
        <translation>{name}：{why}</translation>
    </message>
    <message>
        <source>Who sees {name}</source>
        <translation>谁能看到：{name}</translation>
    </message>
    <message>
        <source>Who sees this</source>
        <translation>谁能看到</translation>
    </message>
    <message>
        <source>{seen} of {all} employees see it</source>
        <translation>{all} 名员工中有 {seen} 名能看到</translation>
    </message>
    <message>
        <source>Name, pinyin, department, reason (Ctrl+F)</source>
        <translation>姓名、拼音、部门、原因（Ctrl+F）</translation>
    </message>
    <message>
        <source>Find somebody</source>
        <translation>查找员工</translation>
    </message>
    <message>
        <source>Those who do not</source>
        <translation>看不到的人</translation>
    </message>
    <message>
        <source>Who does not see it, and what is missing</source>
        <translation>谁看不到，缺什么</translation>
    </message>
    <message>
        <source>Print …</source>
        <translation>打印…</translation>
    </message>
    <message>
        <source>Who sees it</source>
        <translation>谁能看到</translation>
    </message>
    <message>
        <source>You have no right to print these.</source>
        <translation>您没有打印权限。</translation>
    </message>
</context>
<context>
    <name>Wizard</name>
    <message>
        <source>Full name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Account set</source>
        <extracomment>entity → pattern, without gaps the dictionary of dictionaries Gives the answers so far and the language: what a step offers depends on the steps before it.</extracomment>
        <translation>帐套</translation>
    </message>
    <message>
        <source>Company</source>
        <translation>公司</translation>
    </message>
    <message>
        <source>English name</source>
        <translation>英文名</translation>
    </message>
    <message>
        <source>Currency</source>
        <translation>币种</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>Tax number</source>
        <translation>税号</translation>
    </message>
    <message>
        <source>Bank</source>
        <translation>开户行</translation>
    </message>
    <message>
        <source>Bank account</source>
        <translation>银行账号</translation>
    </message>
    <message>
        <source>Product classes</source>
        <translation>产品类别</translation>
    </message>
    <message>
        <source>Products</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>Cost prices</source>
        <translation>成本价</translation>
    </message>
    <message>
        <source>Price lists</source>
        <translation>价目表</translation>
    </message>
    <message>
        <source>Prices</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Customers</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Contacts</source>
        <translation>联系人</translation>
    </message>
    <message>
        <source>Opportunities</source>
        <translation>销售机会</translation>
    </message>
    <message>
        <source>Orders</source>
        <translation>订单</translation>
    </message>
    <message>
        <source>Employees</source>
        <translation>员工</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>执行动作</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>编码</translation>
    </message>
    <message>
        <source>Belongs to</source>
        <translation>上级</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>登录名</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>职务</translation>
    </message>
    <message>
        <source>Department</source>
        <translation>部门</translation>
    </message>
    <message>
        <source>Superior</source>
        <translation>上级</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Role of your own</source>
        <translation>自定义角色</translation>
    </message>
    <message>
        <source>Rights like</source>
        <translation>权限参照</translation>
    </message>
    <message>
        <source>Dictionary</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Meaning</source>
        <translation>含义</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>键</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Required</source>
        <translation>必填</translation>
    </message>
    <message>
        <source>In the list</source>
        <translation>列表显示</translation>
    </message>
    <message>
        <source>Pattern</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>For</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Without gaps</source>
        <translation>不断号</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Becomes</source>
        <translation>导入为</translation>
    </message>
    <message>
        <source>Mapping file</source>
        <translation>映射文件</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>所属</translation>
    </message>
    <message>
        <source>Companies</source>
        <translation>往来单位</translation>
    </message>
</context>
<context>
    <name>WizardWindow</name>
    <message>
        <source>The answers cannot be kept: this PC&apos;s disk is full or locked.</source>
        <extracomment>the answers, while the wizard is not done among them, the number of the step that was left</extracomment>
        <translation>无法保存填写内容：本机磁盘已满或被锁定。</translation>
    </message>
    <message>
        <source>Account set {name} for {company}</source>
        <translation>帐套 {name}，公司 {company}</translation>
    </message>
    <message>
        <source>{count} departments</source>
        <translation>{count} 个部门</translation>
    </message>
    <message>
        <source>{count} employees</source>
        <translation>{count} 名员工</translation>
    </message>
    <message>
        <source>{count} attributes of your own</source>
        <translation>{count} 个自定义属性</translation>
    </message>
    <message>
        <source>{count} files to import</source>
        <translation>{count} 个待导入文件</translation>
    </message>
    <message>
        <source>The account set {name} is ready.</source>
        <translation>帐套 {name} 已建好。</translation>
    </message>
    <message>
        <source>{entity}: {count} records imported</source>
        <translation>{entity}：已导入 {count} 条</translation>
    </message>
    <message>
        <source>The check found nothing wrong.</source>
        <translation>检查未发现问题。</translation>
    </message>
    <message>
        <source>The check names {count} things.</source>
        <translation>检查发现 {count} 处问题。</translation>
    </message>
    <message>
        <source>Logins and first passwords; they are shown only now:</source>
        <translation>登录名与初始密码（仅显示这一次）：</translation>
    </message>
    <message>
        <source>Where will the company&apos;s data live? One server, all PCs of the office reach it.</source>
        <translation>公司数据放在哪里？一台服务器，办公室所有电脑都连接它。</translation>
    </message>
    <message>
        <source>One account set holds one company&apos;s data. Its name is short and in Latin letters.</source>
        <translation>一个帐套保存一家公司的数据。名称简短，用拉丁字母。</translation>
    </message>
    <message>
        <source>A department stands below those it belongs to.</source>
        <translation>部门写在其上级之后。</translation>
    </message>
    <message>
        <source>Who logs in needs a login and a role; who has no password gets one that is shown at the end.</source>
        <translation>要登录的人需要登录名和角色；未填密码的会自动生成，最后显示。</translation>
    </message>
    <message>
        <source>Old lists, in the order in which they are read. Unknown headings need a mapping file.</source>
        <translation>旧资料，按读取顺序排列。表头无法识别的需要映射文件。</translation>
    </message>
    <message>
        <source>The usual entries are there already. Add your own grades, industries, regions …</source>
        <translation>常用条目已有。请添加自己的等级、行业、区域等。</translation>
    </message>
    <message>
        <source>Fields that only your company has.</source>
        <translation>只有贵公司才有的字段。</translation>
    </message>
    <message>
        <source>{YYYY}, {MM}, {DD} stand for the date, {#####} for the counter.</source>
        <translation>{YYYY}、{MM}、{DD} 代表日期，{#####} 代表流水号。</translation>
    </message>
    <message>
        <source>Press Enter on a line to go there. When nothing is wrong, make the account set.</source>
        <translation>在某行按回车可跳到该处。没有问题后即可建立帐套。</translation>
    </message>
    <message>
        <source>New account set</source>
        <translation>新建帐套</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>上一步</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Make the account set</source>
        <translation>建立帐套</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation>存在的问题</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Nothing was left behind on the server; your answers are kept.</source>
        <translation>服务器上没有留下任何半成品；您的答案已保留。</translation>
    </message>
    <message>
        <source>The usual roles are there already. Add your own where they do not fit; all can be changed later.</source>
        <translation>常用的角色已有。不合适时可添加自己的角色，以后都可修改。</translation>
    </message>
</context>
</TS>
