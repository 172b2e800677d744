<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>AboutPanel</name>
    <message>
        <source>Replaced by</source>
        <translation>替代产品</translation>
    </message>
    <message>
        <source>Replaces</source>
        <translation>可替代</translation>
    </message>
    <message>
        <source>Accessory</source>
        <translation>配件</translation>
    </message>
    <message>
        <source>Accessory of</source>
        <translation>作为配件用于</translation>
    </message>
    <message>
        <source>Policy notes</source>
        <translation>政策说明</translation>
    </message>
    <message>
        <source>Replacements and accessories</source>
        <translation>替代与配件</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
</context>
<context>
    <name>AbsenceDialog</name>
    <message>
        <source>First day</source>
        <translation>起始日</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>截止日</translation>
    </message>
    <message>
        <source>Absence</source>
        <translation>请假外出</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>登记</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>撤回</translation>
    </message>
    <message>
        <source>&amp;Who</source>
        <translation>谁(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Stand-in</source>
        <translation>代理人(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Note</source>
        <translation>备注(&amp;N)</translation>
    </message>
    <message>
        <source>Entered so far</source>
        <translation>已登记</translation>
    </message>
    <message>
        <source>First and last day</source>
        <translation>起止日期</translation>
    </message>
    <message>
        <source>On these days the stand-in sees and edits what the absent one owns; afterwards no more.</source>
        <translation>在此期间代理人可查看和修改其名下的记录，之后自动失效。</translation>
    </message>
    <message>
        <source>Please give the first and the last day.</source>
        <translation>请填写起止日期。</translation>
    </message>
    <message>
        <source>The usual one: {name}</source>
        <translation>平时的代理人：{name}</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>Action</name>
    <message>
        <source>Action</source>
        <translation>执行动作</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>执行动作</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>联系人</translation>
    </message>
    <message>
        <source>Opportunity</source>
        <translation>销售机会</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Promise</source>
        <translation>承诺</translation>
    </message>
    <message>
        <source>Promised for</source>
        <translation>承诺日期</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>已兑现</translation>
    </message>
    <message>
        <source>Minutes</source>
        <translation>用时（分钟）</translation>
    </message>
    <message>
        <source>Next contact</source>
        <translation>下次联系</translation>
    </message>
    <message>
        <source>What then</source>
        <translation>下次要做</translation>
    </message>
    <message>
        <source>Done by</source>
        <translation>执行人</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>负责人</translation>
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
        <source>Next step</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Write what happened.</source>
        <translation>请写下做了什么。</translation>
    </message>
    <message>
        <source>Choose a customer or an opportunity.</source>
        <translation>请选择客户或销售机会。</translation>
    </message>
    <message>
        <source>The next contact lies before this one.</source>
        <translation>下次联系日期早于本次。</translation>
    </message>
    <message>
        <source>The minutes cannot be negative.</source>
        <translation>用时不能为负数。</translation>
    </message>
    <message>
        <source>You may not add actions to this customer.</source>
        <translation>您无权为该客户添加记录。</translation>
    </message>
    <message>
        <source>Promise kept by</source>
        <translation>负责兑现</translation>
    </message>
    <message>
        <source>A colleague wrote this. You may say whether the promise was kept, nothing else.</source>
        <translation>这条记录是同事写的：您可以标记承诺是否已兑现，其他内容不能改。</translation>
    </message>
    <message>
        <source>Own attributes</source>
        <translation>自定义属性</translation>
    </message>
</context>
<context>
    <name>AssignDialog</name>
    <message>
        <source>Assign %n customer(s)</source>
        <translation>分配 %n 个客户</translation>
    </message>
    <message>
        <source>Evenly, one after the other</source>
        <translation>平均分配</translation>
    </message>
    <message>
        <source>So that all hold the same number</source>
        <translation>按现有客户数均衡</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>reads</source>
        <translation>可查看</translation>
    </message>
    <message>
        <source>reads and writes</source>
        <translation>可查看和修改</translation>
    </message>
    <message>
        <source>Open opportunities</source>
        <translation>未结的销售机会</translation>
    </message>
    <message>
        <source>Drafts of orders</source>
        <translation>订单草稿</translation>
    </message>
    <message>
        <source>Share out</source>
        <translation>分配方式</translation>
    </message>
    <message>
        <source>Goes along</source>
        <translation>一并移交</translation>
    </message>
    <message>
        <source>Former owner helps</source>
        <translation>原负责人协助</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Stands in the history of each customer</source>
        <translation>记入每个客户的归属记录</translation>
    </message>
    <message>
        <source>Assign</source>
        <translation>分配</translation>
    </message>
    <message>
        <source>Hand-over sheet …</source>
        <translation>交接单…</translation>
    </message>
    <message>
        <source>Choose at least one person.</source>
        <translation>请至少选择一人。</translation>
    </message>
    <message>
        <source>Choose one person, or several who share.</source>
        <translation>请选择一人，或由几人分担。</translation>
    </message>
    <message>
        <source>More than allowed: {names}</source>
        <translation>超过客户上限：{names}</translation>
    </message>
    <message>
        <source>Planned next contacts, promises</source>
        <translation>已计划的下次联系和承诺</translation>
    </message>
    <message>
        <source>Left out, for you may not assign them ({number}): {names}</source>
        <extracomment>So many of those that are left out are named.</extracomment>
        <translation>其中 {number} 个不归您分配，未包括：{names}</translation>
    </message>
    <message>
        <source>Last day</source>
        <extracomment>The last day on which a helper helps (a field of no entity).</extracomment>
        <translation>截止日期</translation>
    </message>
</context>
<context>
    <name>BatchActions</name>
    <message>
        <source>You have no right to change this.</source>
        <translation>您无权修改。</translation>
    </message>
    <message>
        <source>You have no right to see orders.</source>
        <translation>您无权查看订单。</translation>
    </message>
    <message>
        <source>Who got it</source>
        <translation>查看去向</translation>
    </message>
    <message>
        <source>Block …</source>
        <translation>停用…</translation>
    </message>
    <message>
        <source>Unblock</source>
        <translation>恢复使用</translation>
    </message>
    <message>
        <source>%n batch(es) blocked.</source>
        <translation>已停用 %n 个批次。</translation>
    </message>
    <message>
        <source>%n batch(es) can be sold again.</source>
        <translation>%n 个批次可以再销售。</translation>
    </message>
</context>
<context>
    <name>BlockDialog</name>
    <message>
        <source>Block %n batch(es)</source>
        <translation>停用 %n 个批次</translation>
    </message>
    <message>
        <source>Why blocked</source>
        <translation>停用原因</translation>
    </message>
    <message>
        <source>&amp;Why blocked</source>
        <translation>停用原因(&amp;W)</translation>
    </message>
    <message>
        <source>Nobody sells from them from then on. Drafts that name them are told so when they are confirmed.</source>
        <translation>停用后不能再销售；写了这些批次的草稿在确认时会被拒绝。</translation>
    </message>
    <message>
        <source>Block</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>Please say why the batch is blocked.</source>
        <translation>请填写停用原因。</translation>
    </message>
</context>
<context>
    <name>ChatCopy</name>
    <message>
        <source>Address: </source>
        <translation>地址：</translation>
    </message>
    <message>
        <source>Phone: </source>
        <translation>电话：</translation>
    </message>
    <message>
        <source>Contact: </source>
        <translation>联系人：</translation>
    </message>
    <message>
        <source>Copied; paste it into the chat.</source>
        <translation>已复制，可粘贴到聊天中。</translation>
    </message>
    <message>
        <source>Copy as text for WeChat</source>
        <translation>复制为微信文本</translation>
    </message>
</context>
<context>
    <name>ClassMoves</name>
    <message>
        <source>The class was moved.</source>
        <extracomment>The moves that were made here and stand, the last one last: the action, and where the class came from.</extracomment>
        <translation>类别已移动。</translation>
    </message>
    <message>
        <source>Delete the class “{name}”?</source>
        <translation>删除类别“{name}”？</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>No class was moved here that could be taken back.</source>
        <translation>这里没有可以撤销的类别移动。</translation>
    </message>
    <message>
        <source>The move was taken back.</source>
        <translation>已撤销移动。</translation>
    </message>
    <message>
        <source>{count} products taken up: choose a class and press Ctrl+V.</source>
        <translation>已拿起 {count} 个产品：选好类别后按 Ctrl+V。</translation>
    </message>
    <message>
        <source>Select products in the table and press Ctrl+X first. Variants go with their main product.</source>
        <translation>请先在表中选中产品并按 Ctrl+X。规格产品随主产品走。</translation>
    </message>
    <message>
        <source>{count} products were put into “{name}”.</source>
        <translation>已将 {count} 个产品放入“{name}”。</translation>
    </message>
</context>
<context>
    <name>ClassTree</name>
    <message>
        <source>Drag a class to move it, or press Alt and an arrow key.</source>
        <extracomment>whose rows may be dropped on a class</extracomment>
        <translation>拖动类别可移动，也可按 Alt 加方向键。</translation>
    </message>
    <message>
        <source>All products</source>
        <translation>全部产品</translation>
    </message>
    <message>
        <source>New class</source>
        <translation>新建类别</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>Closing</name>
    <message>
        <source>You have no right to do this.</source>
        <translation>您没有权限执行此操作。</translation>
    </message>
    <message>
        <source>Close, and move the customers …</source>
        <translation>关闭并转移客户……</translation>
    </message>
    <message>
        <source>The pool is closed; its customers are in the other one.</source>
        <translation>公海已关闭，客户已转到另一个公海。</translation>
    </message>
</context>
<context>
    <name>ComparePage</name>
    <message>
        <source>Product</source>
        <extracomment>pixels around the words of a cell, of a row with one line</extracomment>
        <translation>产品</translation>
    </message>
    <message>
        <source>Four products fit side by side; remove one first.</source>
        <translation>最多并排四个产品，请先移除一个。</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>The comparison is on the clipboard.</source>
        <translation>对比表已复制。</translation>
    </message>
    <message>
        <source>Compare products</source>
        <translation>产品对比</translation>
    </message>
    <message>
        <source>{count} differences</source>
        <translation>{count} 处不同</translation>
    </message>
    <message>
        <source>Only what differs</source>
        <translation>只看不同</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Print …</source>
        <translation>打印…</translation>
    </message>
    <message>
        <source>Choose products at the top, or mark two to four in the price list and press “Compare”.</source>
        <translation>在上方选择产品，或在价格页选中两到四个产品后点“对比”。</translation>
    </message>
    <message>
        <source>Add a product</source>
        <translation>添加产品</translation>
    </message>
    <message>
        <source>Products side by side</source>
        <translation>产品并排对比</translation>
    </message>
    <message>
        <source>You have no right to print these.</source>
        <translation>您没有打印权限。</translation>
    </message>
</context>
<context>
    <name>CompletenessPage</name>
    <message>
        <source>Records</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Completeness</source>
        <translation>完整度</translation>
    </message>
    <message>
        <source>Department</source>
        <translation>部门</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>负责人</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>缺少</translation>
    </message>
    <message>
        <source>Least complete</source>
        <translation>最不完整</translation>
    </message>
    <message>
        <source>There are no records, or no fields that count.</source>
        <translation>没有记录，或没有计入完整度的字段。</translation>
    </message>
    <message>
        <source>By owner</source>
        <translation>按负责人</translation>
    </message>
    <message>
        <source>By department</source>
        <translation>按部门</translation>
    </message>
    <message>
        <source>Whose completeness</source>
        <translation>统计对象</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>统计方式</translation>
    </message>
    <message>
        <source>Completeness by owner</source>
        <translation>各负责人的完整度</translation>
    </message>
    <message>
        <source>Missing fields; Enter opens the records</source>
        <translation>缺少的字段，按回车打开这些记录</translation>
    </message>
    <message>
        <source>Least complete records</source>
        <translation>最不完整的记录</translation>
    </message>
    <message>
        <source>{n} records, {mean}% complete on average</source>
        <translation>{n} 条记录，平均完整度 {mean}%</translation>
    </message>
    <message>
        <source>Public pool</source>
        <translation>公海</translation>
    </message>
</context>
<context>
    <name>CompletenessRule</name>
    <message>
        <source>Records</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Only customers and contacts have a score.</source>
        <translation>只有客户和联系人计算完整度。</translation>
    </message>
    <message>
        <source>Which field counts?</source>
        <translation>请填写哪个字段计入。</translation>
    </message>
    <message>
        <source>There is no such field.</source>
        <translation>没有这个字段。</translation>
    </message>
    <message>
        <source>A weight lies between 1 and 100.</source>
        <translation>权重在 1 到 100 之间。</translation>
    </message>
    <message>
        <source>This field counts already.</source>
        <translation>此字段已计入。</translation>
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
        <source>Completeness field</source>
        <translation>完整度字段</translation>
    </message>
    <message>
        <source>Completeness fields</source>
        <translation>完整度字段</translation>
    </message>
</context>
<context>
    <name>Contact</name>
    <message>
        <source>Contact</source>
        <translation>联系人</translation>
    </message>
    <message>
        <source>Contacts</source>
        <translation>联系人</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
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
        <source>Role in decisions</source>
        <translation>决策角色</translation>
    </message>
    <message>
        <source>Gender</source>
        <translation>性别</translation>
    </message>
    <message>
        <source>Main contact</source>
        <translation>首要联系人</translation>
    </message>
    <message>
        <source>Mobile</source>
        <translation>手机</translation>
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
        <source>WeChat</source>
        <translation>微信</translation>
    </message>
    <message>
        <source>Birthday</source>
        <translation>生日</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>偏好</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>负责人</translation>
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
        <source>A contact needs a name.</source>
        <translation>请填写联系人姓名。</translation>
    </message>
    <message>
        <source>This customer has a main contact already.</source>
        <translation>该客户已有首要联系人。</translation>
    </message>
    <message>
        <source>You may not add contacts to this customer.</source>
        <translation>您无权为该客户添加联系人。</translation>
    </message>
    <message>
        <source>Own attributes</source>
        <translation>自定义属性</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>收藏</translation>
    </message>
    <message>
        <source>There is a contact with this mobile already; the customer&apos;s owner: {detail}.</source>
        <translation>已有联系人使用这个手机号，客户负责人：{detail}。</translation>
    </message>
    <message>
        <source>There is a contact with this e-mail already; the customer&apos;s owner: {detail}.</source>
        <translation>已有联系人使用这个邮箱，客户负责人：{detail}。</translation>
    </message>
    <message>
        <source>Further phones</source>
        <translation>其他电话</translation>
    </message>
    <message>
        <source>Further e-mails</source>
        <translation>其他邮箱</translation>
    </message>
    <message>
        <source>Knows</source>
        <translation>人际关系</translation>
    </message>
    <message>
        <source>There is no e-mail here that this could be said of.</source>
        <translation>这里没有邮箱，无从标记。</translation>
    </message>
    <message>
        <source>E-mail invalid</source>
        <translation>邮箱无效</translation>
    </message>
    <message>
        <source>Wants no e-mail</source>
        <translation>邮箱退订</translation>
    </message>
</context>
<context>
    <name>ContactRelation</name>
    <message>
        <source>Personal relation</source>
        <translation>人际关系</translation>
    </message>
    <message>
        <source>Personal relations</source>
        <translation>人际关系</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>联系人</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Relation</source>
        <translation>关系</translation>
    </message>
    <message>
        <source>What the other person is to this one</source>
        <translation>对方是这位联系人的什么人</translation>
    </message>
    <message>
        <source>Other person</source>
        <translation>对方</translation>
    </message>
    <message>
        <source>Company of the other</source>
        <translation>对方单位</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Please choose a relation.</source>
        <translation>请选择关系。</translation>
    </message>
    <message>
        <source>Nobody has a relation to himself: choose another person.</source>
        <translation>本人与自己没有关系，请选择另一个人。</translation>
    </message>
    <message>
        <source>This relation is listed already.</source>
        <translation>这条关系已经有了。</translation>
    </message>
    <message>
        <source>You may not add relations to this contact.</source>
        <translation>您无权给这个联系人添加关系。</translation>
    </message>
</context>
<context>
    <name>ContactWay</name>
    <message>
        <source>Further phone or e-mail</source>
        <translation>其他联系方式</translation>
    </message>
    <message>
        <source>Further phones and e-mails</source>
        <translation>其他联系方式</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>联系人</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
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
        <source>Please choose a kind.</source>
        <translation>请选择类型。</translation>
    </message>
    <message>
        <source>Fill in a phone or an e-mail, one of the two.</source>
        <translation>请填写电话或邮箱，二者填其一。</translation>
    </message>
    <message>
        <source>A phone number has digits.</source>
        <translation>电话号码要有数字。</translation>
    </message>
    <message>
        <source>This is not an e-mail address.</source>
        <translation>这不是邮箱地址。</translation>
    </message>
    <message>
        <source>This contact has that phone already.</source>
        <translation>该联系人已有此电话。</translation>
    </message>
    <message>
        <source>This contact has that e-mail already.</source>
        <translation>该联系人已有此邮箱。</translation>
    </message>
    <message>
        <source>There is a contact with this phone already; the customer&apos;s owner: {detail}.</source>
        <translation>已有使用此电话的联系人，其客户负责人：{detail}。</translation>
    </message>
    <message>
        <source>There is a contact with this e-mail already; the customer&apos;s owner: {detail}.</source>
        <translation>已有使用此邮箱的联系人，其客户负责人：{detail}。</translation>
    </message>
    <message>
        <source>You may not add phones or e-mails to this contact.</source>
        <translation>您无权为该联系人添加联系方式。</translation>
    </message>
    <message>
        <source>Left empty: a mobile number is one, all else is work</source>
        <translation>不选时：手机号为手机，其余为工作</translation>
    </message>
    <message>
        <source>There is no e-mail here that this could be said of.</source>
        <translation>这里没有邮箱，无从标记。</translation>
    </message>
    <message>
        <source>E-mail invalid</source>
        <translation>邮箱无效</translation>
    </message>
    <message>
        <source>Wants no e-mail</source>
        <translation>邮箱退订</translation>
    </message>
</context>
<context>
    <name>Conversion</name>
    <message>
        <source>“{name}” is a customer now.</source>
        <translation>“{name}”已转为客户。</translation>
    </message>
    <message>
        <source>Make a customer of this target</source>
        <translation>将目标客户转为客户</translation>
    </message>
</context>
<context>
    <name>Coupon</name>
    <message>
        <source>Coupon code</source>
        <translation>优惠码</translation>
    </message>
    <message>
        <source>Coupon codes</source>
        <translation>优惠码</translation>
    </message>
    <message>
        <source>Promotion</source>
        <translation>促销</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>优惠码</translation>
    </message>
    <message>
        <source>Orders at most</source>
        <translation>最多用于几张订单</translation>
    </message>
    <message>
        <source>Empty: no limit.</source>
        <translation>不填：不限次数。</translation>
    </message>
    <message>
        <source>Per customer at most</source>
        <translation>每个客户最多几次</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>最后一天</translation>
    </message>
    <message>
        <source>Used</source>
        <translation>已用</translation>
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
        <source>A code is one word of 2 to 40 letters, digits and signs.</source>
        <translation>优惠码是一个词，2 到 40 个字母、数字或符号，不含空格。</translation>
    </message>
    <message>
        <source>There is this code already.</source>
        <translation>已有这个优惠码。</translation>
    </message>
    <message>
        <source>This code stands on orders; it stays as it is.</source>
        <translation>这个优惠码已用于订单，不能再改。</translation>
    </message>
    <message>
        <source>The number of orders is above zero, or empty.</source>
        <translation>订单数须大于零，或不填。</translation>
    </message>
    <message>
        <source>The number per customer is above zero, or empty.</source>
        <translation>每客户次数须大于零，或不填。</translation>
    </message>
    <message>
        <source>It was used more often than that already.</source>
        <translation>已用的次数比这还多。</translation>
    </message>
    <message>
        <source>A series has 1 to 10,000 codes.</source>
        <translation>一批优惠码为 1 到 10,000 个。</translation>
    </message>
    <message>
        <source>It was used in orders; give it a last day instead.</source>
        <translation>它已用于订单；请改设最后一天。</translation>
    </message>
</context>
<context>
    <name>Customer</name>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Customers</source>
        <translation>客户</translation>
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
        <source>Short name</source>
        <translation>简称</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Grade</source>
        <translation>等级</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Industry</source>
        <translation>行业</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>负责人</translation>
    </message>
    <message>
        <source>Service engineer</source>
        <translation>服务工程师</translation>
    </message>
    <message>
        <source>Parent company</source>
        <translation>上级公司</translation>
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
        <source>Fax</source>
        <translation>传真</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>邮箱</translation>
    </message>
    <message>
        <source>Website</source>
        <translation>网址</translation>
    </message>
    <message>
        <source>Country</source>
        <translation>国家</translation>
    </message>
    <message>
        <source>Province</source>
        <translation>省</translation>
    </message>
    <message>
        <source>City</source>
        <translation>市</translation>
    </message>
    <message>
        <source>District</source>
        <translation>区县</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Postcode</source>
        <translation>邮编</translation>
    </message>
    <message>
        <source>Invoice title</source>
        <translation>发票抬头</translation>
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
        <source>Credit limit</source>
        <translation>信用额度</translation>
    </message>
    <message>
        <source>Employees</source>
        <translation>员工人数</translation>
    </message>
    <message>
        <source>Founded in</source>
        <translation>成立年份</translation>
    </message>
    <message>
        <source>Annual revenue</source>
        <translation>年营业额</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Last contact</source>
        <translation>最近联系</translation>
    </message>
    <message>
        <source>Next contact</source>
        <translation>下次联系</translation>
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
        <source>Address and phones</source>
        <translation>地址与电话</translation>
    </message>
    <message>
        <source>Invoice and credit</source>
        <translation>开票与信用</translation>
    </message>
    <message>
        <source>About the company</source>
        <translation>公司概况</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>A customer needs a name.</source>
        <translation>请填写客户名称。</translation>
    </message>
    <message>
        <source>Another customer has this code already.</source>
        <translation>已有客户使用该编码。</translation>
    </message>
    <message>
        <source>The credit limit cannot be negative.</source>
        <translation>信用额度不能为负数。</translation>
    </message>
    <message>
        <source>The number of employees cannot be negative.</source>
        <translation>员工人数不能为负数。</translation>
    </message>
    <message>
        <source>The year of foundation is not a year.</source>
        <translation>成立年份不正确。</translation>
    </message>
    <message>
        <source>A company cannot be its own parent.</source>
        <translation>客户不能是自己的上级公司。</translation>
    </message>
    <message>
        <source>These companies would be parents of each other.</source>
        <translation>这些客户会互为上级公司。</translation>
    </message>
    <message>
        <source>You may not give this customer to somebody else.</source>
        <translation>您无权把该客户分配给他人。</translation>
    </message>
    <message>
        <source>This employee has left.</source>
        <translation>该员工已离职。</translation>
    </message>
    <message>
        <source>This customer has opportunities.</source>
        <translation>该客户下有销售机会。</translation>
    </message>
    <message>
        <source>This customer has orders.</source>
        <translation>该客户下有订单。</translation>
    </message>
    <message>
        <source>Own attributes</source>
        <translation>自定义属性</translation>
    </message>
    <message>
        <source>Formerly</source>
        <translation>曾用名、曾用编码</translation>
    </message>
    <message>
        <source>There is a customer of this name already; its owner: {detail}.</source>
        <translation>已有同名客户，负责人：{detail}。</translation>
    </message>
    <message>
        <source>There is a customer with this phone already; its owner: {detail}.</source>
        <translation>已有客户使用这个电话，负责人：{detail}。</translation>
    </message>
    <message>
        <source>There is a customer with this e-mail already; its owner: {detail}.</source>
        <translation>已有客户使用这个邮箱，负责人：{detail}。</translation>
    </message>
    <message>
        <source>There is a customer with this tax number already; its owner: {detail}.</source>
        <translation>已有客户使用这个税号，负责人：{detail}。</translation>
    </message>
    <message>
        <source>Owner since</source>
        <translation>归属起始</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>已锁定</translation>
    </message>
    <message>
        <source>Public pool</source>
        <translation>公海</translation>
    </message>
    <message>
        <source>Falls into the pool</source>
        <translation>将入公海</translation>
    </message>
    <message>
        <source>Owner and pool</source>
        <translation>归属与公海</translation>
    </message>
    <message>
        <source>A customer in the pool has no owner.</source>
        <translation>公海中的客户没有负责人。</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>收藏</translation>
    </message>
    <message>
        <source>Handed over, no contact yet</source>
        <translation>新分来、尚未联系</translation>
    </message>
    <message>
        <source>No contact since</source>
        <translation>自何时起未联系</translation>
    </message>
    <message>
        <source>Agreed price list</source>
        <translation>协议价目表</translation>
    </message>
    <message>
        <source>Goes before the list of the grade</source>
        <translation>优先于客户等级的价目表</translation>
    </message>
    <message>
        <source>Locked until</source>
        <translation>锁定至</translation>
    </message>
    <message>
        <source>The last day of the lock; empty: until it is unlocked.</source>
        <translation>锁定的最后一天；不填则直到解除锁定。</translation>
    </message>
    <message>
        <source>This day is over; a lock ends today at the earliest.</source>
        <translation>该日期已过，锁定最早到今天为止。</translation>
    </message>
    <message>
        <source>Only a lock has a last day.</source>
        <translation>只有锁定的客户才有锁定截止日期。</translation>
    </message>
    <message>
        <source>Who knows whom</source>
        <translation>人际关系</translation>
    </message>
    <message>
        <source>There is no e-mail here that this could be said of.</source>
        <translation>这里没有邮箱，无从标记。</translation>
    </message>
    <message>
        <source>E-mail invalid</source>
        <translation>邮箱无效</translation>
    </message>
    <message>
        <source>Wants no e-mail</source>
        <translation>邮箱退订</translation>
    </message>
</context>
<context>
    <name>CustomerAddress</name>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Addresses</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>默认</translation>
    </message>
    <message>
        <source>Recipient</source>
        <translation>收件人</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>Province</source>
        <translation>省</translation>
    </message>
    <message>
        <source>City</source>
        <translation>市</translation>
    </message>
    <message>
        <source>District</source>
        <translation>区县</translation>
    </message>
    <message>
        <source>Paste the whole line; province, city and district go to their places.</source>
        <translation>可整行粘贴，省、市、区自动归位。</translation>
    </message>
    <message>
        <source>Postcode</source>
        <translation>邮编</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Please write down the address.</source>
        <translation>请填写地址。</translation>
    </message>
    <message>
        <source>There is a default address of this kind already.</source>
        <translation>这类地址已有默认地址。</translation>
    </message>
    <message>
        <source>You may not add addresses to this customer.</source>
        <translation>您无权给这个客户添加地址。</translation>
    </message>
</context>
<context>
    <name>CustomerHelper</name>
    <message>
        <source>Helper</source>
        <translation>协助人</translation>
    </message>
    <message>
        <source>Helpers</source>
        <translation>协助人</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>协助人员</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Choose what the helper may do.</source>
        <translation>请选择协助人的权限。</translation>
    </message>
    <message>
        <source>This colleague helps with the customer already.</source>
        <translation>该同事已是此客户的协助人。</translation>
    </message>
    <message>
        <source>This customer is not one of yours.</source>
        <translation>此客户不归您负责。</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>可查看</translation>
    </message>
    <message>
        <source>Read and write</source>
        <translation>可查看和修改</translation>
    </message>
    <message>
        <source>Access</source>
        <translation>权限</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>截止日期</translation>
    </message>
</context>
<context>
    <name>CustomerHolding</name>
    <message>
        <source>First owner</source>
        <translation>首任负责人</translation>
    </message>
    <message>
        <source>Assigned</source>
        <translation>分配</translation>
    </message>
    <message>
        <source>Claimed from the pool</source>
        <translation>从公海领取</translation>
    </message>
    <message>
        <source>Put into the pool</source>
        <translation>放入公海</translation>
    </message>
    <message>
        <source>Owner left</source>
        <translation>负责人离职</translation>
    </message>
    <message>
        <source>Taken back</source>
        <translation>撤销</translation>
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
        <source>Pool</source>
        <translation>公海</translation>
    </message>
    <message>
        <source>From</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>结束时间</translation>
    </message>
    <message>
        <source>How</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>By</source>
        <translation>操作人</translation>
    </message>
    <message>
        <source>Ownership history</source>
        <translation>客户归属记录</translation>
    </message>
    <message>
        <source>No action</source>
        <translation>自动入公海：未跟进</translation>
    </message>
    <message>
        <source>No opportunity</source>
        <translation>自动入公海：无新机会</translation>
    </message>
    <message>
        <source>No order</source>
        <translation>自动入公海：未成交</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>天数</translation>
    </message>
</context>
<context>
    <name>CustomerPhone</name>
    <message>
        <source>Phone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>Phones</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>号码</translation>
    </message>
    <message>
        <source>Extension</source>
        <translation>分机</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>A phone number has digits.</source>
        <translation>电话号码要有数字。</translation>
    </message>
    <message>
        <source>There is a customer with this phone already; its owner: {detail}.</source>
        <translation>已有客户使用这个电话，负责人：{detail}。</translation>
    </message>
    <message>
        <source>You may not add phones to this customer.</source>
        <translation>您无权给这个客户添加电话。</translation>
    </message>
</context>
<context>
    <name>CustomerPool</name>
    <message>
        <source>Public pool</source>
        <translation>公海</translation>
    </message>
    <message>
        <source>Public pools</source>
        <translation>公海设置</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>排序</translation>
    </message>
    <message>
        <source>Not claimed back for (days)</source>
        <translation>原负责人几天内不可领回</translation>
    </message>
    <message>
        <source>New ones wait (hours)</source>
        <translation>入海后几小时内不可领</translation>
    </message>
    <message>
        <source>Warn before (days)</source>
        <translation>提前几天提醒</translation>
    </message>
    <message>
        <source>Spare those with an order</source>
        <translation>有订单的不回收</translation>
    </message>
    <message>
        <source>Spare those with an open opportunity</source>
        <translation>有未结机会的不回收</translation>
    </message>
    <message>
        <source>Spare locked ones</source>
        <translation>锁定的不回收</translation>
    </message>
    <message>
        <source>Hide phones</source>
        <translation>隐藏电话</translation>
    </message>
    <message>
        <source>Hide e-mail</source>
        <translation>隐藏邮箱</translation>
    </message>
    <message>
        <source>Hide address</source>
        <translation>隐藏地址</translation>
    </message>
    <message>
        <source>Hide website</source>
        <translation>隐藏网址</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Claiming</source>
        <translation>领取</translation>
    </message>
    <message>
        <source>Falling in</source>
        <translation>自动回收</translation>
    </message>
    <message>
        <source>Until claimed</source>
        <translation>领取前</translation>
    </message>
    <message>
        <source>A pool needs a name.</source>
        <translation>公海要有名称。</translation>
    </message>
    <message>
        <source>There is a pool of this name already.</source>
        <translation>已有同名的公海。</translation>
    </message>
    <message>
        <source>The number of claims cannot be negative.</source>
        <translation>领取数不能为负。</translation>
    </message>
    <message>
        <source>The days cannot be negative.</source>
        <translation>天数不能为负。</translation>
    </message>
    <message>
        <source>The hours cannot be negative.</source>
        <translation>小时数不能为负。</translation>
    </message>
    <message>
        <source>Warn between 0 and 365 days before.</source>
        <translation>提前 0 到 365 天提醒。</translation>
    </message>
    <message>
        <source>There are customers in this pool. Move them to another pool or assign them first.</source>
        <translation>此公海中还有客户，请先移到别的公海或分配出去。</translation>
    </message>
    <message>
        <source>{detail} customers are in this pool. “Close, and move the customers …” in the menu asks where they go.</source>
        <translation>此公海中还有 {detail} 个客户。请用菜单里的“关闭并转移客户……”，选择它们转到哪个公海。</translation>
    </message>
    <message>
        <source>This is the last open pool, and its rules let customers fall into it. Remove the rules first.</source>
        <translation>这是最后一个开放的公海，还有回收规则指向它。请先删除这些规则。</translation>
    </message>
    <message>
        <source>You have no right to change pools.</source>
        <translation>您没有权限修改公海。</translation>
    </message>
    <message>
        <source>Claims per day</source>
        <translation>每日可领取</translation>
    </message>
</context>
<context>
    <name>CustomerRelation</name>
    <message>
        <source>Relation</source>
        <translation>关系</translation>
    </message>
    <message>
        <source>Relations</source>
        <translation>客户关系</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Other company</source>
        <translation>对方公司</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Please choose a relation.</source>
        <translation>请选择关系。</translation>
    </message>
    <message>
        <source>A company has no relation to itself.</source>
        <translation>公司与自身没有关系。</translation>
    </message>
    <message>
        <source>You may not add relations to this customer.</source>
        <translation>您无权给这个客户添加关系。</translation>
    </message>
    <message>
        <source>Parents and subsidiaries are not written here: fill in “Parent company” of the subsidiary, and both show it.</source>
        <translation>上级和下属公司不在这里填：请在下属公司的客户资料里填“上级公司”，两边都会显示。</translation>
    </message>
    <message>
        <source>This relation is listed already.</source>
        <translation>这条关系已经有了。</translation>
    </message>
    <message>
        <source>A parent is chosen in “Parent company” of the subsidiary</source>
        <translation>上下级关系在下属公司的“上级公司”里填写</translation>
    </message>
</context>
<context>
    <name>CustomerStatusChange</name>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>From</source>
        <translation>原状态</translation>
    </message>
    <message>
        <source>To</source>
        <translation>新状态</translation>
    </message>
    <message>
        <source>By</source>
        <translation>经手人</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>订单</translation>
    </message>
    <message>
        <source>There is no such cause.</source>
        <translation>没有这种方式。</translation>
    </message>
    <message>
        <source>Status change</source>
        <translation>状态变更</translation>
    </message>
    <message>
        <source>Status changes</source>
        <translation>状态变更</translation>
    </message>
    <message>
        <source>Cause</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>By hand</source>
        <translation>手工</translation>
    </message>
    <message>
        <source>An order</source>
        <translation>订单</translation>
    </message>
</context>
<context>
    <name>Dates</name>
    <message>
        <source>Done for this time</source>
        <translation>本次已完成</translation>
    </message>
    <message>
        <source>Write an action …</source>
        <translation>记录执行动作…</translation>
    </message>
    <message>
        <source>You have no right to do this.</source>
        <translation>您没有权限进行此操作。</translation>
    </message>
    <message>
        <source>%n date(s) done for this time.</source>
        <translation>%n 个重要日期本次已完成。</translation>
    </message>
</context>
<context>
    <name>DirectoryPage</name>
    <message>
        <source>ext. {number}</source>
        <translation>分机 {number}</translation>
    </message>
    <message>
        <source>Away until {day}</source>
        <extracomment>Pixels of a kept picture: sharp on a card, a few kilobytes. pixels of letters that are still read</extracomment>
        <translation>外出至 {day}</translation>
    </message>
    <message>
        <source>stand-in {name}</source>
        <translation>代理人 {name}</translation>
    </message>
    <message>
        <source>Birthdays in the next seven days: {names}</source>
        <translation>七天内生日：{names}</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Picture …</source>
        <translation>照片…</translation>
    </message>
    <message>
        <source>Absence …</source>
        <translation>请假外出…</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>This file is no picture that can be read.</source>
        <translation>此文件不是可读取的图片。</translation>
    </message>
    <message>
        <source>Name, pinyin, initials, department, number</source>
        <translation>姓名、拼音、首字母、部门、号码</translation>
    </message>
    <message>
        <source>As cards</source>
        <translation>卡片</translation>
    </message>
    <message>
        <source>As a list</source>
        <translation>列表</translation>
    </message>
    <message>
        <source>I am away …</source>
        <translation>我要外出…</translation>
    </message>
    <message>
        <source>My picture …</source>
        <translation>我的照片…</translation>
    </message>
    <message>
        <source>Organisation chart</source>
        <translation>组织结构图</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
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
        <source>Phone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>Extension</source>
        <translation>分机</translation>
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
        <source>Away</source>
        <translation>外出</translation>
    </message>
    <message>
        <source>Employees</source>
        <translation>员工</translation>
    </message>
    <message>
        <source>%n employee(s)</source>
        <translation>共 %n 人</translation>
    </message>
</context>
<context>
    <name>DuplicateBar</name>
    <message>
        <source>same name</source>
        <extracomment>a view&apos;s changes are those of its table</extracomment>
        <translation>名称相同</translation>
    </message>
    <message>
        <source>similar name</source>
        <translation>名称相近</translation>
    </message>
    <message>
        <source>same short name</source>
        <translation>简称相同</translation>
    </message>
    <message>
        <source>same phone</source>
        <translation>电话相同</translation>
    </message>
    <message>
        <source>similar phone</source>
        <translation>电话相近</translation>
    </message>
    <message>
        <source>same e-mail</source>
        <translation>邮箱相同</translation>
    </message>
    <message>
        <source>same tax number</source>
        <translation>税号相同</translation>
    </message>
    <message>
        <source>Exists already:</source>
        <translation>已存在：</translation>
    </message>
    <message>
        <source>Similar:</source>
        <translation>可能重复：</translation>
    </message>
    <message>
        <source>public pool</source>
        <translation>公海</translation>
    </message>
    <message>
        <source>never</source>
        <translation>从未</translation>
    </message>
    <message>
        <source>in the pool {name}, last contact: {day}</source>
        <translation>在公海“{name}”，最近联系：{day}</translation>
    </message>
    <message>
        <source>owner: {name}</source>
        <translation>负责人：{name}</translation>
    </message>
    <message>
        <source>wants no e-mail</source>
        <translation>邮箱已退订</translation>
    </message>
    <message>
        <source>a second one is refused: {state}</source>
        <translation>不得重复，因为它是：{state}</translation>
    </message>
</context>
<context>
    <name>DuplicateField</name>
    <message>
        <source>Company name</source>
        <translation>企业名称</translation>
    </message>
    <message>
        <source>Similar text</source>
        <translation>相似文字</translation>
    </message>
    <message>
        <source>Digits</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>Exactly the same</source>
        <translation>完全相同</translation>
    </message>
    <message>
        <source>Compared field</source>
        <translation>比对字段</translation>
    </message>
    <message>
        <source>Compared fields</source>
        <translation>比对字段</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Compared as</source>
        <translation>比对方式</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Only customers and contacts are compared.</source>
        <translation>只对客户和联系人查重。</translation>
    </message>
    <message>
        <source>Which field is compared?</source>
        <translation>请填写比对哪个字段。</translation>
    </message>
    <message>
        <source>There is no such field.</source>
        <translation>没有这个字段。</translation>
    </message>
    <message>
        <source>A weight lies between 1 and 100.</source>
        <translation>权重在 1 到 100 之间。</translation>
    </message>
    <message>
        <source>This field is compared already.</source>
        <translation>此字段已在比对。</translation>
    </message>
    <message>
        <source>Customers</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Contacts</source>
        <translation>联系人</translation>
    </message>
</context>
<context>
    <name>DuplicateRule</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Phone, mobile</source>
        <translation>电话、手机</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>邮箱</translation>
    </message>
    <message>
        <source>Tax number</source>
        <translation>税号</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Warn</source>
        <translation>提醒</translation>
    </message>
    <message>
        <source>Allow</source>
        <translation>允许</translation>
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
        <source>Rule for duplicates</source>
        <translation>查重规则</translation>
    </message>
    <message>
        <source>Rules for duplicates</source>
        <translation>查重规则</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>The same</source>
        <translation>相同项</translation>
    </message>
    <message>
        <source>Entered by hand</source>
        <translation>手工录入</translation>
    </message>
    <message>
        <source>Imported</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Only customers and contacts are compared.</source>
        <translation>只对客户和联系人查重。</translation>
    </message>
    <message>
        <source>This cannot be compared.</source>
        <translation>此项不能用于查重。</translation>
    </message>
    <message>
        <source>Choose refuse, warn or allow.</source>
        <translation>请选择拒绝、提醒或允许。</translation>
    </message>
    <message>
        <source>There is a rule for this already.</source>
        <translation>已有此项规则。</translation>
    </message>
    <message>
        <source>If the existing one is</source>
        <translation>已有客户为</translation>
    </message>
    <message>
        <source>Empty: whatever it is; of a contact, what its customer is</source>
        <translation>不填：不论状态；联系人按其客户的状态</translation>
    </message>
    <message>
        <source>A customer is never in this state.</source>
        <translation>客户没有这种状态。</translation>
    </message>
</context>
<context>
    <name>DuplicatesPage</name>
    <message>
        <source>Points</source>
        <translation>得分</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>Looking for what has something in common …</source>
        <translation>正在找有共同之处的记录 …</translation>
    </message>
    <message>
        <source>{n} of {total} pairs compared</source>
        <translation>已比较 {n} / {total} 对</translation>
    </message>
    <message>
        <source>Where very many share a value, records were compared with their neighbours by name only: {fields}</source>
        <translation>同一个值被很多记录共用，这些记录只与名称相邻的比较：{fields}</translation>
    </message>
    <message>
        <source>Look for duplicates</source>
        <translation>查找重复</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>No duplicates are waiting for a decision. “Look for duplicates” compares all records with each other.</source>
        <translation>没有待处理的重复记录。点“查找重复”比对全部记录。</translation>
    </message>
    <message>
        <source>This takes the right to data quality, and to see all customers.</source>
        <translation>需要数据质量权限，并能查看全部客户。</translation>
    </message>
    <message>
        <source>What is compared</source>
        <translation>比对对象</translation>
    </message>
    <message>
        <source>Groups of probably the same records</source>
        <translation>可能相同的记录</translation>
    </message>
    <message>
        <source>%n group(s)</source>
        <translation>%n 组</translation>
    </message>
    <message>
        <source>%n pair(s) found.</source>
        <translation>找到 %n 对可能重复的记录。</translation>
    </message>
    <message>
        <source>Stopped; the earlier pairs are still there.</source>
        <translation>已停止，原有结果仍在。</translation>
    </message>
</context>
<context>
    <name>EraseDialog</name>
    <message>
        <source>Erase personal data</source>
        <translation>清除个人信息</translation>
    </message>
    <message>
        <source>“{name}” cannot be erased yet: something is still open with this person.</source>
        <translation>暂时不能清除“{name}”：与此人还有未了结的事项。</translation>
    </message>
    <message>
        <source>What is touched</source>
        <translation>涉及的内容</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>How many</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Why, for the record: asked by the person on …</source>
        <translation>原因（存档）：本人于…提出要求</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Erase for good</source>
        <translation>永久清除</translation>
    </message>
    <message>
        <source>Everything below that tells of “{name}” is erased, in the records, in their history and in what an undo would bring back. This cannot be undone. Backups made before today still hold it until they are removed.</source>
        <translation>以下各处关于“{name}”的内容都将清除，包括记录、历史以及撤销可能恢复的内容。清除后无法恢复。今天之前的备份仍包含这些内容，直到备份被删除。</translation>
    </message>
</context>
<context>
    <name>FavouritesPage</name>
    <message>
        <source>All favourites</source>
        <extracomment>milliseconds; several changes in a row are read once</extracomment>
        <translation>全部收藏</translation>
    </message>
    <message>
        <source>Without a folder</source>
        <translation>未分文件夹</translation>
    </message>
    <message>
        <source>Nothing here fits what is typed.</source>
        <translation>没有符合所输入内容的收藏。</translation>
    </message>
    <message>
        <source>This folder is empty. Drag favourites onto it, or choose them and press Alt+M.</source>
        <translation>此文件夹为空。把收藏拖到它上面，或选中收藏后按 Alt+M。</translation>
    </message>
    <message>
        <source>%n favourite(s) moved.</source>
        <translation>已移动 %n 条收藏。</translation>
    </message>
    <message>
        <source>New folder …</source>
        <translation>新建文件夹…</translation>
    </message>
    <message>
        <source>New folder</source>
        <translation>新建文件夹</translation>
    </message>
    <message>
        <source>Rename the folder</source>
        <translation>重命名文件夹</translation>
    </message>
    <message>
        <source>The folder “{name}” was removed; its favourites stay.</source>
        <translation>文件夹“{name}”已移除，其中的收藏仍保留。</translation>
    </message>
    <message>
        <source>%n favourite(s)</source>
        <translation>%n 条收藏</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Favourites</source>
        <translation>收藏</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Notices</source>
        <translation>提醒</translation>
    </message>
    <message>
        <source>Rename …</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>One notice per record and day, when a colleague changes it.</source>
        <translation>同事修改时，每条记录每天只提醒一次。</translation>
    </message>
    <message>
        <source>Notify me</source>
        <translation>提醒</translation>
    </message>
    <message>
        <source>Search my favourites</source>
        <translation>查找收藏</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Move to a folder</source>
        <translation>放入文件夹</translation>
    </message>
    <message>
        <source>Notify me of changes</source>
        <translation>变更时提醒我</translation>
    </message>
    <message>
        <source>Remove from favourites</source>
        <translation>移出收藏</translation>
    </message>
    <message>
        <source>You have no favourites yet. Press Ctrl+D on a customer, contact, product or company, in its list or on its page.</source>
        <translation>您还没有收藏。在客户、联系人、产品或往来单位的列表或页面上按 Ctrl+D 即可收藏。</translation>
    </message>
</context>
<context>
    <name>FormatsPage</name>
    <message>
        <source>Names</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>E-mail addresses</source>
        <translation>邮箱</translation>
    </message>
    <message>
        <source>Websites</source>
        <translation>网址</translation>
    </message>
    <message>
        <source>Addresses</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Postcodes</source>
        <translation>邮编</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>Standard</source>
        <translation>规范写法</translation>
    </message>
    <message>
        <source>Looking …</source>
        <translation>正在检查…</translation>
    </message>
    <message>
        <source>{n} records looked at</source>
        <translation>已检查 {n} 条</translation>
    </message>
    <message>
        <source>Write {n} selected</source>
        <translation>写入所选 {n} 个</translation>
    </message>
    <message>
        <source>Write all {n} shown</source>
        <translation>写入所列全部 {n} 个</translation>
    </message>
    <message>
        <source>You have no right to change many records.</source>
        <translation>您没有批量修改的权限。</translation>
    </message>
    <message>
        <source>%n value(s) written.</source>
        <translation>已写入 %n 处。</translation>
    </message>
    <message>
        <source>Look at all records</source>
        <translation>检查全部记录</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Whose formats</source>
        <translation>检查对象</translation>
    </message>
    <message>
        <source>Kinds to write</source>
        <translation>要写入的种类</translation>
    </message>
    <message>
        <source>Values, as they are and as they would be</source>
        <translation>现在的写法与规范写法</translation>
    </message>
    <message>
        <source>Press “Look at all records”: values not in the standard form are listed; nothing is written yet.</source>
        <translation>点“检查全部记录”，会列出不合规范的内容；此时不会写入任何修改。</translation>
    </message>
    <message>
        <source>Everything is in the standard form.</source>
        <translation>全部内容都符合规范。</translation>
    </message>
    <message>
        <source>Tick at the left what is to be written.</source>
        <translation>请在左侧勾选要写入的种类。</translation>
    </message>
    <message>
        <source>Phone numbers</source>
        <translation>电话号码</translation>
    </message>
    <message>
        <source>{n} records, {m} values not in standard form</source>
        <translation>{n} 条记录，{m} 处可规范</translation>
    </message>
    <message>
        <source>Left as they are by a rule of the company: {count}</source>
        <translation>因公司字段规则保持原样：{count} 项</translation>
    </message>
</context>
<context>
    <name>HandOver</name>
    <message>
        <source>You have no right to do this.</source>
        <extracomment>customers of some pool; until it is read, the database refuses</extracomment>
        <translation>您没有此项权限。</translation>
    </message>
    <message>
        <source>Assign …</source>
        <translation>分配…</translation>
    </message>
    <message>
        <source>Into the pool …</source>
        <translation>放入公海…</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>解锁</translation>
    </message>
    <message>
        <source>Claim</source>
        <translation>领取</translation>
    </message>
    <message>
        <source>Into another pool …</source>
        <translation>移到其他公海…</translation>
    </message>
    <message>
        <source>%n customer(s) assigned.</source>
        <translation>已分配 %n 个客户。</translation>
    </message>
    <message>
        <source>Hand-over sheet</source>
        <translation>客户交接单</translation>
    </message>
    <message>
        <source>%n customer(s) claimed; they are yours now.</source>
        <translation>已领取 %n 个客户，现归您负责。</translation>
    </message>
    <message>
        <source>%n customer(s) put into the pool.</source>
        <translation>已将 %n 个客户放入公海。</translation>
    </message>
    <message>
        <source>Left for today: {pools}</source>
        <translation>今天还可领取：{pools}</translation>
    </message>
    <message>
        <source>%n customer(s) locked.</source>
        <translation>已锁定 %n 个客户。</translation>
    </message>
    <message>
        <source>Lock …</source>
        <translation>锁定…</translation>
    </message>
    <message>
        <source>%n customer(s) unlocked.</source>
        <translation>已解锁 %n 个客户。</translation>
    </message>
</context>
<context>
    <name>HandOverSheet</name>
    <message>
        <source>{count} customers</source>
        <translation>共 {count} 个客户</translation>
    </message>
    <message>
        <source>So far with {name}</source>
        <translation>原负责人：{name}</translation>
    </message>
    <message>
        <source>Contact: {name} {phone}</source>
        <translation>联系人：{name} {phone}</translation>
    </message>
    <message>
        <source>Last contact {day}: {words}</source>
        <translation>最近联系 {day}：{words}</translation>
    </message>
    <message>
        <source>No contact yet</source>
        <translation>尚未联系过</translation>
    </message>
    <message>
        <source>Next contact {day}</source>
        <translation>下次联系 {day}</translation>
    </message>
    <message>
        <source>No next contact planned</source>
        <translation>未计划下次联系</translation>
    </message>
    <message>
        <source>No open work.</source>
        <translation>没有未完事项。</translation>
    </message>
    <message>
        <source>Open work</source>
        <translation>未完事项</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>金额</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Taken over</source>
        <translation>已接手</translation>
    </message>
    <message>
        <source>Opportunity</source>
        <translation>销售机会</translation>
    </message>
    <message>
        <source>Promise</source>
        <translation>承诺</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>订单</translation>
    </message>
    <message>
        <source>Handed over: ____________________    Taken over: ____________________</source>
        <extracomment>an order without a number</extracomment>
        <translation>移交人：____________________    接收人：____________________</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>草稿</translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message>
        <source>List price</source>
        <translation>标价</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>变动</translation>
    </message>
    <message>
        <source>Changes of its price</source>
        <translation>价格变动</translation>
    </message>
    <message>
        <source>Its price over time</source>
        <translation>价格走势</translation>
    </message>
    <message>
        <source>Quantity</source>
        <extracomment>stands among the lists for every entry in all of them</extracomment>
        <translation>数量</translation>
    </message>
    <message>
        <source>Price list</source>
        <translation>价目表</translation>
    </message>
    <message>
        <source>Every entry, in all lists</source>
        <translation>全部价目表的每条变更记录</translation>
    </message>
    <message>
        <source>Nothing is known of its price.</source>
        <translation>没有它的价格记录。</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>日期</translation>
    </message>
</context>
<context>
    <name>HoldingLimit</name>
    <message>
        <source>Customers owned</source>
        <translation>名下客户</translation>
    </message>
    <message>
        <source>Customers locked</source>
        <translation>锁定客户</translation>
    </message>
    <message>
        <source>Holding limit</source>
        <translation>客户上限</translation>
    </message>
    <message>
        <source>Holding limits</source>
        <translation>客户上限</translation>
    </message>
    <message>
        <source>Employee</source>
        <translation>员工</translation>
    </message>
    <message>
        <source>At most</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>Those with an order do not count</source>
        <translation>成交客户不计</translation>
    </message>
    <message>
        <source>Choose what is counted.</source>
        <translation>请选择计数的类别。</translation>
    </message>
    <message>
        <source>The number cannot be negative.</source>
        <translation>数量不能为负。</translation>
    </message>
    <message>
        <source>Choose a department or an employee; neither means everybody.</source>
        <translation>请选部门或员工之一；都不选表示所有人。</translation>
    </message>
    <message>
        <source>There is a limit for this already.</source>
        <translation>已有此项上限。</translation>
    </message>
    <message>
        <source>Limit on</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Department</source>
        <translation>部门每人</translation>
    </message>
</context>
<context>
    <name>ImportantDate</name>
    <message>
        <source>Important date</source>
        <translation>重要日期</translation>
    </message>
    <message>
        <source>Important dates</source>
        <translation>重要日期</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>联系人</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Of a contact: filled in by itself</source>
        <translation>选了联系人会自动填入</translation>
    </message>
    <message>
        <source>Calendar</source>
        <translation>历法</translation>
    </message>
    <message>
        <source>Solar</source>
        <translation>公历</translation>
    </message>
    <message>
        <source>Lunar</source>
        <translation>农历</translation>
    </message>
    <message>
        <source>Year</source>
        <translation>年</translation>
    </message>
    <message>
        <source>Empty where nobody knows</source>
        <translation>不知道可留空</translation>
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
        <source>Leap month</source>
        <translation>闰月</translation>
    </message>
    <message>
        <source>Repeats</source>
        <translation>重复</translation>
    </message>
    <message>
        <source>Each year</source>
        <translation>每年</translation>
    </message>
    <message>
        <source>Each month</source>
        <translation>每月</translation>
    </message>
    <message>
        <source>By days</source>
        <translation>按天</translation>
    </message>
    <message>
        <source>Once</source>
        <translation>一次</translation>
    </message>
    <message>
        <source>Every</source>
        <translation>间隔</translation>
    </message>
    <message>
        <source>2: every second year, month or day</source>
        <translation>2：每隔一年、一月或一天</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下次</translation>
    </message>
    <message>
        <source>Next, lunar</source>
        <translation>下次（农历）</translation>
    </message>
    <message>
        <source>Years</source>
        <translation>周年</translation>
    </message>
    <message>
        <source>Reminder</source>
        <translation>提醒日</translation>
    </message>
    <message>
        <source>Last done</source>
        <translation>上次完成</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>负责人</translation>
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
        <source>Which day</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>How often</source>
        <translation>周期与提醒</translation>
    </message>
    <message>
        <source>Next time</source>
        <translation>下一次</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Please choose a kind.</source>
        <translation>请选择类型。</translation>
    </message>
    <message>
        <source>There is no such calendar.</source>
        <translation>没有这种历法。</translation>
    </message>
    <message>
        <source>It cannot repeat like that.</source>
        <translation>不能这样重复。</translation>
    </message>
    <message>
        <source>This is not a year.</source>
        <translation>这不是年份。</translation>
    </message>
    <message>
        <source>A year has the months 1 to 12.</source>
        <translation>月份是 1 到 12。</translation>
    </message>
    <message>
        <source>This month never has such a day.</source>
        <translation>这个月没有这一天。</translation>
    </message>
    <message>
        <source>Only the lunar calendar has leap months; choose it, or take the tick away.</source>
        <translation>只有农历才有闰月；请选择农历，或取消勾选。</translation>
    </message>
    <message>
        <source>What comes once, by days or not each time needs its year, to count from.</source>
        <translation>只有一次、按天重复或隔几次一回的日期需要年份，以便推算。</translation>
    </message>
    <message>
        <source>Every 1 to 1000 is possible.</source>
        <translation>间隔可以是 1 到 1000。</translation>
    </message>
    <message>
        <source>A reminder comes 0 to 366 days before.</source>
        <translation>可提前 0 到 366 天提醒。</translation>
    </message>
    <message>
        <source>This contact has a birthday already.</source>
        <translation>这位联系人已有生日。</translation>
    </message>
    <message>
        <source>That year has no such day. Is it the other calendar, or another month?</source>
        <translation>那一年没有这一天。是另一种历法，还是别的月份？</translation>
    </message>
    <message>
        <source>You may not add dates to this customer.</source>
        <translation>您不能为这个客户添加日期。</translation>
    </message>
    <message>
        <source>A birthday stays this contact&apos;s birthday; delete it, and write down the other day anew.</source>
        <translation>生日始终是这位联系人的生日；请删除它，再另外填写其他日期。</translation>
    </message>
    <message>
        <source>Remind (days)</source>
        <translation>提前几天提醒</translation>
    </message>
</context>
<context>
    <name>LeavingPage</name>
    <message>
        <source>Head of a department</source>
        <extracomment>What a column makes somebody of the record, where its field has no better word.</extracomment>
        <translation>部门负责人</translation>
    </message>
    <message>
        <source>Superior of employees</source>
        <translation>员工的上级</translation>
    </message>
    <message>
        <source>Stand-in of employees</source>
        <translation>员工的代理人</translation>
    </message>
    <message>
        <source>As above</source>
        <translation>同上</translation>
    </message>
    <message>
        <source>Into the pool “{name}”</source>
        <translation>放入公海“{name}”</translation>
    </message>
    <message>
        <source>Shared out in the department</source>
        <translation>由本部门分担</translation>
    </message>
    <message>
        <source>Choose who leaves.</source>
        <translation>请选择离职人。</translation>
    </message>
    <message>
        <source>Choose who takes over.</source>
        <translation>请选择接手人。</translation>
    </message>
    <message>
        <source>{name} has left: everything is handed over, the login is closed.</source>
        <translation>{name} 已办理离职：工作已全部移交，登录已关闭。</translation>
    </message>
    <message>
        <source>Everything is as it was. The login stays locked until you let it in again.</source>
        <translation>已恢复原样。登录仍处于锁定状态，需要时请手动解锁。</translation>
    </message>
    <message>
        <source>An employee leaves</source>
        <translation>员工离职</translation>
    </message>
    <message>
        <source>Who leaves</source>
        <translation>离职人</translation>
    </message>
    <message>
        <source>Who takes over</source>
        <translation>接手人</translation>
    </message>
    <message>
        <source>Responsible for</source>
        <translation>负责事项</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>未完</translation>
    </message>
    <message>
        <source>To whom</source>
        <translation>分配给谁</translation>
    </message>
    <message>
        <source>Hand over and close the login</source>
        <translation>移交并关闭登录</translation>
    </message>
    <message>
        <source>Hand-over sheet …</source>
        <translation>交接单…</translation>
    </message>
    <message>
        <source>Nothing is on this employee&apos;s name.</source>
        <translation>该员工名下没有待移交的事项。</translation>
    </message>
    <message>
        <source>Nobody takes over their own work.</source>
        <translation>接手人不能是离职人本人。</translation>
    </message>
    <message>
        <source>Finished, stays</source>
        <translation>已完结（保留）</translation>
    </message>
    <message>
        <source>Stand-in in planned absences</source>
        <translation>已登记外出的代理人</translation>
    </message>
    <message>
        <source>Promises to keep</source>
        <translation>待兑现的承诺</translation>
    </message>
    <message>
        <source>All open work is handed over, then the login is closed and open windows end. Finished work keeps its owner, for the figures. It is one action, taken back in one step under “What I did today”.</source>
        <translation>所有未完的工作都移交出去，然后关闭登录，已打开的窗口随即中断。已完结的业务仍记在其名下，供统计使用。整个过程一次完成，可在“我今天做了什么”中一步撤销。</translation>
    </message>
</context>
<context>
    <name>Links</name>
    <message>
        <source>Another product</source>
        <translation>另一产品</translation>
    </message>
    <message>
        <source>Replaced by</source>
        <translation>替代产品</translation>
    </message>
    <message>
        <source>Replaces</source>
        <translation>可替代</translation>
    </message>
    <message>
        <source>Accessory</source>
        <translation>配件</translation>
    </message>
    <message>
        <source>Accessory of</source>
        <translation>作为配件用于</translation>
    </message>
    <message>
        <source>(withdrawn)</source>
        <translation>（已停售）</translation>
    </message>
    <message>
        <source>Nothing is linked yet.</source>
        <translation>还没有关联产品。</translation>
    </message>
    <message>
        <source>The link was removed.</source>
        <translation>关联已移除。</translation>
    </message>
    <message>
        <source>You have no right to change this.</source>
        <translation>您没有修改权限。</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Kind of link</source>
        <translation>关联类别</translation>
    </message>
    <message>
        <source>Replacements and accessories</source>
        <translation>替代与配件</translation>
    </message>
</context>
<context>
    <name>LockDialog</name>
    <message>
        <source>Locked until</source>
        <translation>锁定至</translation>
    </message>
    <message>
        <source>Lock %n customer(s)</source>
        <translation>锁定 %n 个客户</translation>
    </message>
    <message>
        <source>&amp;Locked until</source>
        <translation>锁定至(&amp;L)</translation>
    </message>
    <message>
        <source>The last day of the lock; empty: until it is unlocked.</source>
        <translation>锁定的最后一天；不填则直到解除锁定。</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>锁定</translation>
    </message>
</context>
<context>
    <name>MakeVariants</name>
    <message>
        <source>Make variants</source>
        <extracomment>variants made at once attributes by which variants differ at most key of the attribute, code of the value</extracomment>
        <translation>生成规格</translation>
    </message>
    <message>
        <source>Attributes and values</source>
        <translation>规格项与规格值</translation>
    </message>
    <message>
        <source>Variants</source>
        <translation>规格</translation>
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
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>&amp;Differ by</source>
        <translation>规格项(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Variants</source>
        <translation>规格产品(&amp;V)</translation>
    </message>
    <message>
        <source>What the main product says of itself, its variants have too, until they say otherwise. Space leaves a variant out, F2 gives it another name or code; without a code it gets the next one.</source>
        <translation>主产品的资料各规格都有，另填后以其自己的为准。按空格可不生成某个规格，按 F2 可改名称或编码；不填编码则自动编号。</translation>
    </message>
    <message>
        <source>Variants differ by four attributes at most.</source>
        <translation>规格项最多四个。</translation>
    </message>
    <message>
        <source>At most {most} at once; choose fewer values.</source>
        <translation>一次最多 {most} 个，请少选些规格值。</translation>
    </message>
    <message>
        <source>{all} combinations: {there} there already, {new} to be made.</source>
        <translation>共 {all} 种组合：已有 {there} 种，将生成 {new} 种。</translation>
    </message>
    <message>
        <source>there already</source>
        <translation>已有</translation>
    </message>
    <message>
        <source>new</source>
        <translation>新</translation>
    </message>
</context>
<context>
    <name>MeasureUnit</name>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>面积</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>体积</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>重量</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Unit of measure</source>
        <translation>计量单位</translation>
    </message>
    <message>
        <source>Units of measure</source>
        <translation>计量单位</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>单位组</translation>
    </message>
    <message>
        <source>Units of one group convert into each other for all products; a box holds what its product says.</source>
        <translation>同组单位对所有产品都可互相换算；一箱装多少由各产品规定。</translation>
    </message>
    <message>
        <source>Factor</source>
        <translation>系数</translation>
    </message>
    <message>
        <source>A centimetre is 1 / 100 metre: factor 1, divided by 100.</source>
        <translation>一厘米是 1/100 米：系数 1，除以 100。</translation>
    </message>
    <message>
        <source>Divided by</source>
        <translation>除以</translation>
    </message>
    <message>
        <source>Decimal places</source>
        <translation>小数位数</translation>
    </message>
    <message>
        <source>0: whole ones only, as pieces are.</source>
        <translation>0：只能是整数，例如件。</translation>
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
        <source>Choose the unit.</source>
        <translation>请选择单位。</translation>
    </message>
    <message>
        <source>There is no such group of units.</source>
        <translation>没有这个单位组。</translation>
    </message>
    <message>
        <source>The factor is above zero.</source>
        <translation>系数必须大于零。</translation>
    </message>
    <message>
        <source>What it is divided by is above zero.</source>
        <translation>除数必须大于零。</translation>
    </message>
    <message>
        <source>A quantity has three decimal places at most.</source>
        <translation>数量最多三位小数。</translation>
    </message>
    <message>
        <source>This unit is there already.</source>
        <translation>这个单位已经有了。</translation>
    </message>
    <message>
        <source>Set per product</source>
        <extracomment>Stored word → label.</extracomment>
        <translation>按各产品规定</translation>
    </message>
</context>
<context>
    <name>MergePanel</name>
    <message>
        <source>Stays</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>You may not edit and delete these.</source>
        <translation>您没有修改并删除这些记录的权限。</translation>
    </message>
    <message>
        <source>You may not edit these.</source>
        <translation>您没有修改这些记录的权限。</translation>
    </message>
    <message>
        <source>%n record(s) are one now.</source>
        <translation>%n 条记录已合并为一条。</translation>
    </message>
    <message>
        <source>They count as different from now on.</source>
        <translation>今后视为不同的记录。</translation>
    </message>
    <message>
        <source>Not the same</source>
        <translation>不是同一个</translation>
    </message>
    <message>
        <source>Choose with the mouse or the space bar which record stays and which words it keeps. Contacts, orders, entries and files of all of them stay; it can be undone.</source>
        <translation>用鼠标或空格键选择保留哪条记录、每个字段用谁的内容。各条记录的联系人、订单、往来和附件都会保留；合并可以撤销。</translation>
    </message>
    <message>
        <source>Records side by side</source>
        <translation>并排比较</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>采用</translation>
    </message>
    <message>
        <source>%n record(s) are there again.</source>
        <translation>%n 条记录已恢复。</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>Choose with the mouse or the space bar which record stays and which words it keeps. Order lines, prices, units, links and pictures of all of them stay; where two give a price or cost for the same, that of the record that stays counts. It can be undone.</source>
        <translation>用鼠标或空格键选择保留哪个产品、每个字段用谁的内容。各产品的订单明细、价格、单位、关联和图片都会保留；同一价格或成本两边都有时，以保留的产品为准。合并可以撤销。</translation>
    </message>
</context>
<context>
    <name>MergedAway</name>
    <message>
        <source>The record that you opened was merged into this one.</source>
        <translation>您打开的记录已合并到这条记录。</translation>
    </message>
    <message>
        <source>This record was merged into another one. What you typed stays here, so that you can copy it.</source>
        <translation>这条记录已合并到另一条记录。您录入的内容保留在这里，可以复制。</translation>
    </message>
    <message>
        <source>Open that one</source>
        <translation>打开那条记录</translation>
    </message>
</context>
<context>
    <name>Merging</name>
    <message>
        <source>Merge …</source>
        <translation>合并…</translation>
    </message>
    <message>
        <source>You have no right to edit and delete these.</source>
        <translation>您没有修改并删除这些记录的权限。</translation>
    </message>
    <message>
        <source>Nothing like this record was found among those you see.</source>
        <translation>在您能看到的记录中没有找到相似的。</translation>
    </message>
    <message>
        <source>Select two or more in the list to merge them.</source>
        <translation>请在列表中选择两条或更多记录来合并。</translation>
    </message>
</context>
<context>
    <name>MoveTable</name>
    <message>
        <source>Code</source>
        <translation>编码</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>From</source>
        <translation>起订量</translation>
    </message>
    <message>
        <source>Old</source>
        <translation>原价</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新价</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差额</translation>
    </message>
    <message>
        <source>Margin</source>
        <translation>毛利率</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
</context>
<context>
    <name>NameDialog</name>
    <message>
        <source>Name of the folder</source>
        <translation>文件夹名称</translation>
    </message>
    <message>
        <source>There is a folder of this name already.</source>
        <translation>已有同名文件夹。</translation>
    </message>
</context>
<context>
    <name>Nearby</name>
    <message>
        <source>Nearby</source>
        <translation>附近客户</translation>
    </message>
    <message>
        <source>Same district</source>
        <translation>同区县</translation>
    </message>
    <message>
        <source>Same city</source>
        <translation>同城</translation>
    </message>
    <message>
        <source>Same province</source>
        <translation>同省</translation>
    </message>
    <message>
        <source>By province, city and district; Enter opens one.</source>
        <translation>按省、市、区县远近排列，回车打开。</translation>
    </message>
    <message>
        <source>Nobody else there. Does the customer have a city and a district?</source>
        <translation>附近没有其他客户。请看客户是否填了城市和区县。</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Last contact</source>
        <translation>最近联系</translation>
    </message>
    <message>
        <source>Place or phone</source>
        <translation>地点或电话</translation>
    </message>
</context>
<context>
    <name>OrgChart</name>
    <message>
        <source>{count} employees</source>
        <translation>共 {count} 人</translation>
    </message>
</context>
<context>
    <name>OrgChartPage</name>
    <message>
        <source>Organisation chart</source>
        <translation>组织结构图</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>打印</translation>
    </message>
    <message>
        <source>Arrows walk through the chart, Enter opens, + and − zoom, 0 shows all.</source>
        <translation>方向键移动，回车打开，+ − 缩放，0 显示全部。</translation>
    </message>
</context>
<context>
    <name>Partner</name>
    <message>
        <source>Code</source>
        <translation>编码</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Short name</source>
        <translation>简称</translation>
    </message>
    <message>
        <source>Supplier</source>
        <translation>供应商</translation>
    </message>
    <message>
        <source>Partner</source>
        <translation>合作伙伴</translation>
    </message>
    <message>
        <source>Competitor</source>
        <translation>竞争对手</translation>
    </message>
    <message>
        <source>Is our customer</source>
        <translation>同时是客户</translation>
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
        <source>Website</source>
        <translation>网址</translation>
    </message>
    <message>
        <source>Province</source>
        <translation>省</translation>
    </message>
    <message>
        <source>City</source>
        <translation>市</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Sells</source>
        <translation>经营范围</translation>
    </message>
    <message>
        <source>Strengths</source>
        <translation>优势</translation>
    </message>
    <message>
        <source>Weaknesses</source>
        <translation>劣势</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Company</source>
        <translation>往来单位</translation>
    </message>
    <message>
        <source>Address and phone</source>
        <translation>地址与电话</translation>
    </message>
    <message>
        <source>A company needs a name.</source>
        <translation>请填写单位名称。</translation>
    </message>
    <message>
        <source>Another company has this code already.</source>
        <translation>其他单位已使用这个编码。</translation>
    </message>
    <message>
        <source>Please say what it is: supplier, partner or competitor.</source>
        <translation>请选择是供应商、合作伙伴还是竞争对手。</translation>
    </message>
    <message>
        <source>Opportunities name this competitor.</source>
        <translation>有销售机会记着这个竞争对手。</translation>
    </message>
    <message>
        <source>Companies</source>
        <translation>往来单位</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>收藏</translation>
    </message>
    <message>
        <source>Strengths and weaknesses</source>
        <translation>优势与劣势</translation>
    </message>
    <message>
        <source>Formerly</source>
        <translation>曾用名、曾用编码</translation>
    </message>
    <message>
        <source>Cost prices name this supplier.</source>
        <translation>有成本价记着该供应商。</translation>
    </message>
    <message>
        <source>Own attributes</source>
        <translation>自定义属性</translation>
    </message>
    <message>
        <source>Opportunities</source>
        <translation>销售机会</translation>
    </message>
</context>
<context>
    <name>PartnerContact</name>
    <message>
        <source>Contact</source>
        <translation>联系人</translation>
    </message>
    <message>
        <source>Contacts</source>
        <translation>联系人</translation>
    </message>
    <message>
        <source>Company</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
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
        <source>Mobile</source>
        <translation>手机</translation>
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
        <source>WeChat</source>
        <translation>微信</translation>
    </message>
    <message>
        <source>Birthday</source>
        <translation>生日</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>A contact needs a name.</source>
        <translation>请填写联系人姓名。</translation>
    </message>
</context>
<context>
    <name>PartnerPrice</name>
    <message>
        <source>Price seen</source>
        <translation>见过的价格</translation>
    </message>
    <message>
        <source>Prices seen</source>
        <translation>见过的价格</translation>
    </message>
    <message>
        <source>Company</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>Our product</source>
        <translation>我方产品</translation>
    </message>
    <message>
        <source>Their product</source>
        <translation>对方产品</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Seen on</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>By</source>
        <translation>经手人</translation>
    </message>
    <message>
        <source>A price cannot be negative.</source>
        <translation>价格不能为负数。</translation>
    </message>
    <message>
        <source>Choose one of our products or name theirs.</source>
        <translation>请选择我方产品或填写对方产品。</translation>
    </message>
    <message>
        <source>There is no such choice.</source>
        <translation>没有这个选项。</translation>
    </message>
    <message>
        <source>Quoted to</source>
        <translation>报给</translation>
    </message>
    <message>
        <source>Customers</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Us</source>
        <translation>我方</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
</context>
<context>
    <name>PeopleList</name>
    <message>
        <source>Name, pinyin or department</source>
        <translation>姓名、拼音或部门</translation>
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
        <source>Holds</source>
        <translation>现有</translation>
    </message>
    <message>
        <source>At most</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>To whom</source>
        <translation>分配给谁</translation>
    </message>
</context>
<context>
    <name>PersonPage</name>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Written by</source>
        <translation>记录人</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容项</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>The file cannot be written. Is it open in Excel?</source>
        <translation>无法写入文件。是否正在 Excel 中打开？</translation>
    </message>
    <message>
        <source>Written to {name}.</source>
        <translation>已写入 {name}。</translation>
    </message>
    <message>
        <source>What we keep about you</source>
        <translation>我们保存的您的信息</translation>
    </message>
    <message>
        <source>Erased. The erasure has the number {number}.</source>
        <translation>已清除，清除编号为 {number}。</translation>
    </message>
    <message>
        <source>Personal data: {name}</source>
        <translation>个人信息：{name}</translation>
    </message>
    <message>
        <source>Personal data</source>
        <translation>个人信息</translation>
    </message>
    <message>
        <source>%n thing(s) kept</source>
        <translation>保存了 %n 项</translation>
    </message>
    <message>
        <source>Everything that is kept</source>
        <translation>保存的全部内容</translation>
    </message>
    <message>
        <source>Excel …</source>
        <translation>Excel…</translation>
    </message>
    <message>
        <source>PDF …</source>
        <translation>PDF…</translation>
    </message>
    <message>
        <source>Erase …</source>
        <translation>清除…</translation>
    </message>
    <message>
        <source>You have no right to do this.</source>
        <translation>您无权执行此操作。</translation>
    </message>
</context>
<context>
    <name>PersonalData</name>
    <message>
        <source>Personal data …</source>
        <translation>个人信息…</translation>
    </message>
    <message>
        <source>You have no right to see all that is kept about a person.</source>
        <translation>您无权查看某人的全部信息。</translation>
    </message>
    <message>
        <source>Only of a person: a contact, or a customer of the kind “Person”.</source>
        <translation>仅适用于个人：联系人，或类型为“个人”的客户。</translation>
    </message>
</context>
<context>
    <name>Pictures</name>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>No picture yet. Add one under “Files”: drop it there, or paste it with Ctrl+V.</source>
        <translation>还没有图片。请在“附件”中添加：拖入，或按 Ctrl+V 粘贴。</translation>
    </message>
    <message>
        <source>This is the main picture.</source>
        <translation>这张就是主图。</translation>
    </message>
    <message>
        <source>You have no right to do this.</source>
        <translation>您没有权限执行此操作。</translation>
    </message>
    <message>
        <source>Make it the main picture</source>
        <translation>设为主图</translation>
    </message>
</context>
<context>
    <name>PlannedPanel</name>
    <message>
        <source>{count} planned prices</source>
        <translation>{count} 项计划调价</translation>
    </message>
    <message>
        <source>{count} planned prices were taken back.</source>
        <translation>已撤回 {count} 项计划调价。</translation>
    </message>
    <message>
        <source>You have no right to change prices.</source>
        <translation>您没有修改价格的权限。</translation>
    </message>
    <message>
        <source>Takes effect on</source>
        <translation>生效日期</translation>
    </message>
    <message>
        <source>Price list</source>
        <translation>价目表</translation>
    </message>
    <message>
        <source>Product or class</source>
        <translation>产品或类别</translation>
    </message>
    <message>
        <source>All products</source>
        <translation>全部产品</translation>
    </message>
    <message>
        <source>From</source>
        <translation>起订量</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>现价</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>届时价格</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>截止</translation>
    </message>
    <message>
        <source>Planned by</source>
        <translation>计划人</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>撤回</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Planned prices</source>
        <translation>计划调价</translation>
    </message>
    <message>
        <source>List price</source>
        <translation>标价</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
</context>
<context>
    <name>PlannedPrice</name>
    <message>
        <source>Planned list price</source>
        <translation>计划标价</translation>
    </message>
    <message>
        <source>Planned list prices</source>
        <translation>计划标价</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>List price</source>
        <translation>标价</translation>
    </message>
    <message>
        <source>Takes effect on</source>
        <translation>生效日期</translation>
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
        <source>A price cannot be negative.</source>
        <translation>价格不能为负数。</translation>
    </message>
    <message>
        <source>A list price is planned for this day already.</source>
        <translation>该日已有计划标价。</translation>
    </message>
    <message>
        <source>A planned price takes effect tomorrow at the earliest.</source>
        <translation>计划价格最早于明天生效。</translation>
    </message>
</context>
<context>
    <name>PoolCustomer</name>
    <message>
        <source>By hand</source>
        <translation>手工放入</translation>
    </message>
    <message>
        <source>No action</source>
        <translation>未跟进</translation>
    </message>
    <message>
        <source>No opportunity</source>
        <translation>无新机会</translation>
    </message>
    <message>
        <source>No order</source>
        <translation>未成交</translation>
    </message>
    <message>
        <source>Owner left</source>
        <translation>负责人离职</translation>
    </message>
    <message>
        <source>Customer in the pool</source>
        <translation>公海客户</translation>
    </message>
    <message>
        <source>Public pool</source>
        <translation>公海</translation>
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
        <source>Pool</source>
        <translation>公海</translation>
    </message>
    <message>
        <source>Grade</source>
        <translation>等级</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Industry</source>
        <translation>行业</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Province</source>
        <translation>省</translation>
    </message>
    <message>
        <source>City</source>
        <translation>市</translation>
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
        <source>Website</source>
        <translation>网址</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Last contact</source>
        <translation>最近联系</translation>
    </message>
    <message>
        <source>In the pool since</source>
        <translation>入海时间</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Former owner</source>
        <translation>原负责人</translation>
    </message>
    <message>
        <source>Claimable from</source>
        <translation>可领取时间</translation>
    </message>
    <message>
        <source>How to reach it</source>
        <translation>联系方式</translation>
    </message>
    <message>
        <source>In the pool</source>
        <translation>公海情况</translation>
    </message>
    <message>
        <source>Cause</source>
        <translation>方式</translation>
    </message>
</context>
<context>
    <name>PoolDialog</name>
    <message>
        <source>Put %n customer(s) into a pool</source>
        <translation>将 %n 个客户放入公海</translation>
    </message>
    <message>
        <source>&amp;Pool</source>
        <translation>公海(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Reason</source>
        <translation>原因(&amp;R)</translation>
    </message>
    <message>
        <source>Put into the pool</source>
        <translation>放入公海</translation>
    </message>
    <message>
        <source>There is no pool that you belong to.</source>
        <translation>您不属于任何公海。</translation>
    </message>
    <message>
        <source>Close the pool: where do its customers go?</source>
        <translation>关闭公海：其中的客户转到哪里？</translation>
    </message>
    <message>
        <source>Move them and close</source>
        <translation>转移并关闭</translation>
    </message>
    <message>
        <source>There is no other open pool.</source>
        <translation>没有其他开放的公海。</translation>
    </message>
    <message>
        <source>They belong to nobody then, and every member may claim them. It can be undone under “What I did today”.</source>
        <translation>之后不再归任何人，公海成员都可领取。可在“我今天做了什么”中撤销。</translation>
    </message>
</context>
<context>
    <name>PoolMember</name>
    <message>
        <source>Pool member</source>
        <translation>公海成员</translation>
    </message>
    <message>
        <source>Pool members</source>
        <translation>公海成员</translation>
    </message>
    <message>
        <source>Pool</source>
        <translation>公海</translation>
    </message>
    <message>
        <source>Department</source>
        <translation>部门</translation>
    </message>
    <message>
        <source>Employee</source>
        <translation>员工</translation>
    </message>
    <message>
        <source>Pool administrator</source>
        <translation>公海管理员</translation>
    </message>
    <message>
        <source>Choose either a department or an employee.</source>
        <translation>请选部门或员工之一。</translation>
    </message>
    <message>
        <source>Belongs to this pool already.</source>
        <translation>已是此公海的成员。</translation>
    </message>
</context>
<context>
    <name>PoolRule</name>
    <message>
        <source>No action</source>
        <translation>未跟进</translation>
    </message>
    <message>
        <source>No opportunity</source>
        <translation>无新机会</translation>
    </message>
    <message>
        <source>No order</source>
        <translation>未成交</translation>
    </message>
    <message>
        <source>Pool rule</source>
        <translation>回收规则</translation>
    </message>
    <message>
        <source>Pool rules</source>
        <translation>回收规则</translation>
    </message>
    <message>
        <source>Pool</source>
        <translation>公海</translation>
    </message>
    <message>
        <source>Falls in after</source>
        <translation>回收条件</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>天数</translation>
    </message>
    <message>
        <source>Only grade</source>
        <translation>仅此等级</translation>
    </message>
    <message>
        <source>Choose what must not be missing.</source>
        <translation>请选择回收条件。</translation>
    </message>
    <message>
        <source>Between 1 and 3650 days.</source>
        <translation>1 到 3650 天。</translation>
    </message>
    <message>
        <source>There is a rule for this already.</source>
        <translation>已有此项规则。</translation>
    </message>
</context>
<context>
    <name>PoolRules</name>
    <message>
        <source>{days} days without an action</source>
        <translation>{days} 天未跟进</translation>
    </message>
    <message>
        <source>{days} days without a new opportunity</source>
        <translation>{days} 天无新销售机会</translation>
    </message>
    <message>
        <source>{days} days without an order</source>
        <translation>{days} 天未成交</translation>
    </message>
    <message>
        <source>those with an order</source>
        <translation>有订单的客户</translation>
    </message>
    <message>
        <source>those with an open opportunity</source>
        <translation>有未结机会的客户</translation>
    </message>
    <message>
        <source>locked ones</source>
        <translation>已锁定的客户</translation>
    </message>
    <message>
        <source>phones</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>e-mail</source>
        <translation>邮箱</translation>
    </message>
    <message>
        <source>address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>website</source>
        <translation>网址</translation>
    </message>
</context>
<context>
    <name>PoolRulesPage</name>
    <message>
        <source>There is no pool yet. Customers stay with their owners.</source>
        <translation>还没有公海。客户一直归负责人所有。</translation>
    </message>
    <message>
        <source>Closed.</source>
        <translation>已停用。</translation>
    </message>
    <message>
        <source>Nobody belongs to it: nobody sees it, and nothing falls in.</source>
        <translation>没有成员：无人可见，也不自动回收。</translation>
    </message>
    <message>
        <source>Members: {names}.</source>
        <translation>成员：{names}。</translation>
    </message>
    <message>
        <source>Nothing falls in by itself.</source>
        <translation>不自动回收。</translation>
    </message>
    <message>
        <source>customers of grade {grade}</source>
        <translation>等级为“{grade}”的客户</translation>
    </message>
    <message>
        <source>customers of members</source>
        <translation>成员名下的客户</translation>
    </message>
    <message>
        <source>After {time}, {what} fall in.</source>
        <translation>{what} {time}的，自动进入公海。</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Spared: {what}.</source>
        <translation>不回收：{what}。</translation>
    </message>
    <message>
        <source>Warned {days} days before; nobody loses a customer unwarned.</source>
        <translation>提前 {days} 天提醒；未经提醒不会回收。</translation>
    </message>
    <message>
        <source>Each member claims {count} a day at most.</source>
        <translation>每人每天最多领取 {count} 个。</translation>
    </message>
    <message>
        <source>What is new in the pool waits {hours} hours.</source>
        <translation>新入海的客户 {hours} 小时后才能领取。</translation>
    </message>
    <message>
        <source>Hidden until claimed: {what}.</source>
        <translation>领取前隐藏：{what}。</translation>
    </message>
    <message>
        <source>How many customers one may hold</source>
        <translation>客户数量上限</translation>
    </message>
    <message>
        <source>No limit.</source>
        <translation>没有上限。</translation>
    </message>
    <message>
        <source>Everybody</source>
        <translation>所有人</translation>
    </message>
    <message>
        <source>Everybody in {department}</source>
        <translation>{department}每人</translation>
    </message>
    <message>
        <source>{who}: {count} customers.</source>
        <translation>{who}：最多 {count} 个客户。</translation>
    </message>
    <message>
        <source>{who}: {count} locked ones.</source>
        <translation>{who}：最多锁定 {count} 个客户。</translation>
    </message>
    <message>
        <source>Rules of the public pool</source>
        <translation>公海规则</translation>
    </message>
    <message>
        <source>New pool</source>
        <translation>新建公海</translation>
    </message>
    <message>
        <source>New limit</source>
        <translation>新建上限</translation>
    </message>
    <message>
        <source>You have no right to do this.</source>
        <translation>您没有此项权限。</translation>
    </message>
    <message>
        <source>Members: {names}. {admins} may hand out its customers.</source>
        <translation>成员：{names}。{admins}可以分配其中的客户。</translation>
    </message>
    <message>
        <source>{words} Those with an order do not count.</source>
        <translation>{words}成交客户不计在内。</translation>
    </message>
    <message>
        <source>Each member claims as many as they like.</source>
        <translation>成员领取数量不限。</translation>
    </message>
    <message>
        <source>Whoever lost a customer cannot claim it back for {days} days.</source>
        <translation>原负责人 {days} 天内不能领回。</translation>
    </message>
</context>
<context>
    <name>Price</name>
    <message>
        <source>Fixed</source>
        <extracomment>Stored word → label.</extracomment>
        <translation>固定价</translation>
    </message>
    <message>
        <source>Percentage</source>
        <translation>按比例</translation>
    </message>
    <message>
        <source>Formula</source>
        <translation>公式</translation>
    </message>
    <message>
        <source>List price</source>
        <translation>标价</translation>
    </message>
    <message>
        <source>Cost price</source>
        <translation>成本价</translation>
    </message>
    <message>
        <source>Another list</source>
        <translation>另一价目表</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>向上</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>向下</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Prices</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Price list</source>
        <translation>价目表</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>Based on</source>
        <translation>基准</translation>
    </message>
    <message>
        <source>Base list</source>
        <translation>基准价目表</translation>
    </message>
    <message>
        <source>Discount</source>
        <translation>折扣</translation>
    </message>
    <message>
        <source>Rounded to</source>
        <translation>取整到</translation>
    </message>
    <message>
        <source>Rounded</source>
        <translation>取整方式</translation>
    </message>
    <message>
        <source>Surcharge</source>
        <translation>加价</translation>
    </message>
    <message>
        <source>Floor price</source>
        <translation>最低价</translation>
    </message>
    <message>
        <source>Valid from</source>
        <translation>生效日期</translation>
    </message>
    <message>
        <source>Valid to</source>
        <translation>失效日期</translation>
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
        <source>A price cannot be negative.</source>
        <translation>价格不能为负数。</translation>
    </message>
    <message>
        <source>The quantity cannot be negative.</source>
        <translation>数量不能为负数。</translation>
    </message>
    <message>
        <source>The surcharge is not a number.</source>
        <translation>加价不是数字。</translation>
    </message>
    <message>
        <source>The rounding cannot be negative.</source>
        <translation>取整值不能为负数。</translation>
    </message>
    <message>
        <source>A price is rounded to the nearest, up or down.</source>
        <translation>价格取整方式只能是四舍五入、向上或向下。</translation>
    </message>
    <message>
        <source>The floor price cannot be negative.</source>
        <translation>最低价不能为负数。</translation>
    </message>
    <message>
        <source>A price is for a product or for a class, not for both.</source>
        <translation>价格只能针对产品或类别之一。</translation>
    </message>
    <message>
        <source>A fixed price needs a price.</source>
        <translation>固定价需要填写价格。</translation>
    </message>
    <message>
        <source>This product is not sold in this unit.</source>
        <translation>这个产品不按此单位销售。</translation>
    </message>
    <message>
        <source>The price ends before it begins.</source>
        <translation>失效日期早于生效日期。</translation>
    </message>
    <message>
        <source>Choose the list that this price is based on.</source>
        <translation>请选择作为基准的价目表。</translation>
    </message>
    <message>
        <source>A list cannot be based on itself.</source>
        <translation>价目表不能以自己为基准。</translation>
    </message>
    <message>
        <source>Prices are not converted: base a rule on a list of the same currency, or give fixed prices.</source>
        <translation>价格不作汇率换算：请以相同币种的价目表为基准，或直接定价。</translation>
    </message>
    <message>
        <source>These lists would be based on each other.</source>
        <translation>这些价目表会互为基准。</translation>
    </message>
    <message>
        <source>There is a price for this unit, quantity and date already.</source>
        <translation>此单位、数量和日期已有价格。</translation>
    </message>
    <message>
        <source>The discount is at most 100%.</source>
        <translation>折扣最多 100%。</translation>
    </message>
    <message>
        <source>Nearest</source>
        <translation>四舍五入</translation>
    </message>
    <message>
        <source>Empty: for the product&apos;s own unit; other units are calculated from it.</source>
        <translation>留空：按产品基本单位；其他单位由它换算。</translation>
    </message>
    <message>
        <source>At least above base</source>
        <translation>至少高于基准</translation>
    </message>
    <message>
        <source>At most above base</source>
        <translation>至多高于基准</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>产品类别</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>适用单位</translation>
    </message>
    <message>
        <source>From qty</source>
        <translation>起订数量</translation>
    </message>
</context>
<context>
    <name>PriceChangePanel</name>
    <message>
        <source>Change in %</source>
        <translation>涨跌 %</translation>
    </message>
    <message>
        <source>Round to</source>
        <translation>取整到</translation>
    </message>
    <message>
        <source>Then add</source>
        <translation>再加</translation>
    </message>
    <message>
        <source>At least above base</source>
        <translation>至少高于基准</translation>
    </message>
    <message>
        <source>At most above base</source>
        <translation>至多高于基准</translation>
    </message>
    <message>
        <source>Below cost: {count}.</source>
        <translation>其中低于成本价的 {count} 个。</translation>
    </message>
    <message>
        <source>{count} prices will change.</source>
        <translation>将有 {count} 个价格改变。</translation>
    </message>
    <message>
        <source>there is no such product</source>
        <translation>没有该产品</translation>
    </message>
    <message>
        <source>several products are called so; say the code</source>
        <translation>有多个产品同名或同型号，请填编码</translation>
    </message>
    <message>
        <source>the price cannot be read</source>
        <translation>价格无法识别</translation>
    </message>
    <message>
        <source>the product stands twice in the file</source>
        <translation>文件中该产品重复</translation>
    </message>
    <message>
        <source>the list price is that of the product&apos;s own unit; choose a price list</source>
        <translation>标价是产品本身单位的价格；请选一个价目表</translation>
    </message>
    <message>
        <source>the product is not sold in this unit</source>
        <translation>产品不按这个单位销售</translation>
    </message>
    <message>
        <source>Row {row}, {code}: {why}.</source>
        <translation>第 {row} 行，{code}：{why}。</translation>
    </message>
    <message>
        <source>{count} more rows</source>
        <translation>另有 {count} 行</translation>
    </message>
    <message>
        <source>Rounded</source>
        <translation>取整方式</translation>
    </message>
    <message>
        <source>Write new prices</source>
        <translation>写入新价格</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Old and new prices</source>
        <translation>新旧价格</translation>
    </message>
    <message>
        <source>End with</source>
        <translation>尾数</translation>
    </message>
    <message>
        <source>Takes effect on</source>
        <translation>生效日期</translation>
    </message>
    <message>
        <source>Price now</source>
        <extracomment>the base on which the percentage is a margin whether the preview on show is of all that is shown; None: of a file, or none selected, shown</extracomment>
        <translation>现价</translation>
    </message>
    <message>
        <source>List price</source>
        <translation>标价</translation>
    </message>
    <message>
        <source>Cost price</source>
        <translation>成本价</translation>
    </message>
    <message>
        <source>List: {name}</source>
        <translation>价目表：{name}</translation>
    </message>
    <message>
        <source>the list price has no quantity steps; choose a price list</source>
        <translation>标价没有数量阶梯，请选择价目表</translation>
    </message>
    <message>
        <source>Margin in %</source>
        <translation>毛利率 %</translation>
    </message>
    <message>
        <source>Based on</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>9 gives …9, 99 gives …99, 8.8 gives …8.8, 0.9 gives ….9</source>
        <translation>9 得到 …9，99 得到 …99，8.8 得到 …8.8，0.9 得到 ….9</translation>
    </message>
    <message>
        <source>Empty: at once</source>
        <translation>留空：立即生效</translation>
    </message>
    <message>
        <source>Preview: {count} selected</source>
        <translation>预览所选 {count} 个</translation>
    </message>
    <message>
        <source>All {count} shown</source>
        <translation>所列全部 {count} 个</translation>
    </message>
</context>
<context>
    <name>PriceList</name>
    <message>
        <source>Price list</source>
        <translation>价目表</translation>
    </message>
    <message>
        <source>Price lists</source>
        <translation>价目表</translation>
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
        <source>For grade</source>
        <translation>适用等级</translation>
    </message>
    <message>
        <source>Currency</source>
        <translation>币种</translation>
    </message>
    <message>
        <source>With tax</source>
        <translation>含税</translation>
    </message>
    <message>
        <source>For everybody else</source>
        <translation>默认价目表</translation>
    </message>
    <message>
        <source>Valid from</source>
        <translation>生效日期</translation>
    </message>
    <message>
        <source>Valid to</source>
        <translation>失效日期</translation>
    </message>
    <message>
        <source>Retired</source>
        <translation>已停用</translation>
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
        <source>A price list needs a name.</source>
        <translation>请填写价目表名称。</translation>
    </message>
    <message>
        <source>Another price list has this code already.</source>
        <translation>已有价目表使用该编码。</translation>
    </message>
    <message>
        <source>A currency has three capital letters, such as CNY.</source>
        <translation>币种为三个大写字母，如 CNY。</translation>
    </message>
    <message>
        <source>There are prices in this list; its currency stays. Make a new list instead.</source>
        <translation>该价目表已有价格，币种不能更改；请另建价目表。</translation>
    </message>
    <message>
        <source>The list ends before it begins.</source>
        <translation>失效日期早于生效日期。</translation>
    </message>
    <message>
        <source>There is a price list for everybody else already.</source>
        <translation>已有默认价目表。</translation>
    </message>
    <message>
        <source>There are prices in this list; retire it instead.</source>
        <translation>该价目表中有价格，请改为停用。</translation>
    </message>
    <message>
        <source>“{list}” is valid for this grade and currency at the same time. End one before the other begins, or retire it.</source>
        <translation>“{list}”与它同时适用于这一等级和币种。请让前一张在后一张开始之前结束，或者停用它。</translation>
    </message>
    <message>
        <source>This list is agreed with customers; retire it instead.</source>
        <translation>有客户使用这张协议价目表，请改为停用。</translation>
    </message>
</context>
<context>
    <name>PriceListPrint</name>
    <message>
        <source>Without class</source>
        <translation>未归类</translation>
    </message>
    <message>
        <source>Prices of {day} in {currency}, {tax}.</source>
        <translation>{day} 价格，币种：{currency}，{tax}。</translation>
    </message>
    <message>
        <source>tax included</source>
        <translation>含税</translation>
    </message>
    <message>
        <source>without tax</source>
        <translation>不含税</translation>
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
        <source>Model</source>
        <translation>型号</translation>
    </message>
    <message>
        <source>Specification</source>
        <translation>规格</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>on request</source>
        <translation>询价</translation>
    </message>
    <message>
        <source>{count} products</source>
        <translation>共 {count} 个产品</translation>
    </message>
    <message>
        <source>There is no product in this list.</source>
        <translation>此表中没有产品。</translation>
    </message>
    <message>
        <source>Promotion “{name}” is running.</source>
        <translation>“{name}”促销进行中。</translation>
    </message>
    <message>
        <source>Prices are printed without promotions.</source>
        <translation>所印价格不含促销。</translation>
    </message>
</context>
<context>
    <name>PriceOutput</name>
    <message>
        <source>You have no right to print these.</source>
        <extracomment>dots of a picture in print: four for each point pictures read in one question</extracomment>
        <translation>您没有打印权限。</translation>
    </message>
    <message>
        <source>Price list</source>
        <translation>价目表</translation>
    </message>
    <message>
        <source>You have no right to export these.</source>
        <translation>您没有导出权限。</translation>
    </message>
    <message>
        <source>Export the price list</source>
        <translation>导出价目表</translation>
    </message>
    <message>
        <source>Class</source>
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
        <source>Model</source>
        <translation>型号</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>From quantity</source>
        <translation>起订量</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>List price</source>
        <translation>标价</translation>
    </message>
    <message>
        <source>Floor price</source>
        <translation>最低价</translation>
    </message>
    <message>
        <source>Cost price</source>
        <translation>成本价</translation>
    </message>
    <message>
        <source>{count} prices written to {name}.</source>
        <translation>已将 {count} 个价格写入 {name}。</translation>
    </message>
</context>
<context>
    <name>PricePage</name>
    <message>
        <source>List price</source>
        <extracomment>milliseconds; the first announcement after a rest is read at once, several in a row once rows that the widths of the columns are made for the number of columns and the products that their widths were made for</extracomment>
        <translation>标价</translation>
    </message>
    <message>
        <source>All products</source>
        <translation>全部产品</translation>
    </message>
    <message>
        <source>Price file</source>
        <translation>价格文件</translation>
    </message>
    <message>
        <source>The file needs a column “Price” and one that says the product: code, name or model.</source>
        <translation>文件中要有“价格”列，还要有能认出产品的列：编码、名称或型号。</translation>
    </message>
    <message>
        <source>{count} prices have changed.</source>
        <translation>已更新 {count} 个价格。</translation>
    </message>
    <message>
        <source>Somebody changed one of these prices meanwhile. Nothing was written; look at the preview again.</source>
        <translation>期间有人改了其中的价格，未写入任何内容，请重新预览。</translation>
    </message>
    <message>
        <source>{count} products</source>
        <translation>{count} 个产品</translation>
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
        <source>Model</source>
        <translation>型号</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Floor price</source>
        <translation>最低价</translation>
    </message>
    <message>
        <source>Cost price</source>
        <translation>成本价</translation>
    </message>
    <message>
        <source>From Excel …</source>
        <translation>从 Excel 导入…</translation>
    </message>
    <message>
        <source>You have no right to change prices.</source>
        <translation>您无权修改价格。</translation>
    </message>
    <message>
        <source>Price list</source>
        <translation>价目表</translation>
    </message>
    <message>
        <source>Search products</source>
        <translation>搜索产品</translation>
    </message>
    <message>
        <source>Product classes</source>
        <translation>产品类别</translation>
    </message>
    <message>
        <source>Products and prices</source>
        <translation>产品与价格</translation>
    </message>
    <message>
        <source>“{text}” is no price; nothing was changed.</source>
        <translation>“{text}”不是价格，没有改动。</translation>
    </message>
    <message>
        <source>{count} prices will change on {day}.</source>
        <translation>{count} 个价格将于 {day} 变动。</translation>
    </message>
    <message>
        <source>Planned</source>
        <translation>计划</translation>
    </message>
    <message>
        <source>Margin</source>
        <translation>毛利率</translation>
    </message>
    <message>
        <source>{name} (withdrawn)</source>
        <translation>{name}（停售）</translation>
    </message>
    <message>
        <source>Change prices</source>
        <translation>调价</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>打印</translation>
    </message>
    <message>
        <source>Name, model, code or pinyin</source>
        <translation>名称、型号、编码或拼音</translation>
    </message>
    <message>
        <source>Planned prices</source>
        <translation>计划调价</translation>
    </message>
    <message>
        <source>Why, history, product</source>
        <translation>定价依据、历史、产品</translation>
    </message>
    <message>
        <source>Select two to four products.</source>
        <translation>请选中两到四个产品。</translation>
    </message>
    <message>
        <source>Print …</source>
        <translation>打印…</translation>
    </message>
    <message>
        <source>Print with pictures …</source>
        <translation>带图片打印…</translation>
    </message>
    <message>
        <source>Excel …</source>
        <translation>Excel…</translation>
    </message>
    <message>
        <source>You have no right to change product classes.</source>
        <translation>您没有修改产品类别的权限。</translation>
    </message>
    <message>
        <source>without tax</source>
        <translation>不含税</translation>
    </message>
</context>
<context>
    <name>PriceSide</name>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>About the marked product</source>
        <translation>选中产品的说明</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>依据</translation>
    </message>
</context>
<context>
    <name>PriceWords</name>
    <message>
        <source>List “{list}”: for the grade of this customer.</source>
        <translation>价目表“{list}”：适用此客户的等级。</translation>
    </message>
    <message>
        <source>List “{list}”: for everybody else.</source>
        <translation>价目表“{list}”：默认价目表。</translation>
    </message>
    <message>
        <source>List “{list}”, as chosen.</source>
        <translation>价目表“{list}”（指定）。</translation>
    </message>
    <message>
        <source>Rule for this product</source>
        <translation>该产品的规则</translation>
    </message>
    <message>
        <source>Rule for the class “{class}”</source>
        <translation>类别“{class}”的规则</translation>
    </message>
    <message>
        <source>Rule for all products</source>
        <translation>全部产品的规则</translation>
    </message>
    <message>
        <source>No rule: the list price stands</source>
        <translation>没有规则：按标价</translation>
    </message>
    <message>
        <source>List price</source>
        <translation>标价</translation>
    </message>
    <message>
        <source>Cost price</source>
        <translation>成本价</translation>
    </message>
    <message>
        <source>Price in the list “{list}”</source>
        <translation>价目表“{list}”中的价格</translation>
    </message>
    <message>
        <source>Fixed price</source>
        <translation>固定价</translation>
    </message>
    <message>
        <source>Rounded to a multiple of {by}</source>
        <translation>取整到 {by} 的倍数</translation>
    </message>
    <message>
        <source>Rounded up to a multiple of {by}</source>
        <translation>向上取整到 {by} 的倍数</translation>
    </message>
    <message>
        <source>Rounded down to a multiple of {by}</source>
        <translation>向下取整到 {by} 的倍数</translation>
    </message>
    <message>
        <source>Surcharge {by}</source>
        <translation>加价 {by}</translation>
    </message>
    <message>
        <source>At least {by} above the base</source>
        <translation>至少高于基价 {by}</translation>
    </message>
    <message>
        <source>At most {by} above the base</source>
        <translation>至多高于基价 {by}</translation>
    </message>
    <message>
        <source>Per {unit}</source>
        <translation>换算为每{unit}</translation>
    </message>
    <message>
        <source>It is not sold by the {unit}, so there is no price</source>
        <translation>不按{unit}销售，因此没有价格</translation>
    </message>
    <message>
        <source>Below zero: that is no price</source>
        <translation>低于零，不成价格</translation>
    </message>
    <message>
        <source>The list is in {currency} and has no price for it; nothing is converted</source>
        <translation>此表币种为 {currency}，没有该产品价格；不作换算</translation>
    </message>
    <message>
        <source>applies</source>
        <translation>适用</translation>
    </message>
    <message>
        <source>begins on {from}</source>
        <translation>{from} 起生效</translation>
    </message>
    <message>
        <source>ended on {to}</source>
        <translation>{to} 已结束</translation>
    </message>
    <message>
        <source>from {quantity} on</source>
        <translation>{quantity} 起适用</translation>
    </message>
    <message>
        <source>for another unit</source>
        <translation>适用于其他单位</translation>
    </message>
    <message>
        <source>the price of the unit itself comes first</source>
        <translation>该单位自己的价格优先</translation>
    </message>
    <message>
        <source>the other list comes first</source>
        <translation>另一价目表优先</translation>
    </message>
    <message>
        <source>a nearer rule comes first</source>
        <translation>更具体的规则优先</translation>
    </message>
    <message>
        <source>a larger quantity comes first</source>
        <translation>数量更大的规则优先</translation>
    </message>
    <message>
        <source>a younger rule comes first</source>
        <translation>较新的规则优先</translation>
    </message>
    <message>
        <source>{many} {unit} = {pieces} {base}</source>
        <translation>{many} {unit} = {pieces} {base}</translation>
    </message>
    <message>
        <source>rounded to four places</source>
        <translation>保留四位小数</translation>
    </message>
    <message>
        <source>per {unit}</source>
        <translation>按{unit}</translation>
    </message>
    <message>
        <source>What it is based on is missing, so there is no price</source>
        <translation>缺少基价，因此没有价格</translation>
    </message>
    <message>
        <source>from {quantity}</source>
        <translation>{quantity} 起</translation>
    </message>
    <message>
        <source>fixed</source>
        <translation>固定价</translation>
    </message>
    <message>
        <source>percentage</source>
        <translation>按比例</translation>
    </message>
    <message>
        <source>formula</source>
        <translation>公式</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>已删除</translation>
    </message>
    <message>
        <source>valid from {from}</source>
        <translation>{from} 起</translation>
    </message>
    <message>
        <source>Promotion “{name}”: fixed price</source>
        <translation>促销“{name}”：固定价</translation>
    </message>
    <message>
        <source>Promotion “{name}” does not come on top: one of the two stands alone</source>
        <translation>促销“{name}”不叠加：其中一个不与其他促销同享</translation>
    </message>
    <message>
        <source>Promotion “{name}” would not lower the price</source>
        <translation>促销“{name}”不会降低价格</translation>
    </message>
    <message>
        <source>Promotion “{name}”: the floor price is reached already</source>
        <translation>促销“{name}”：已到最低价</translation>
    </message>
    <message>
        <source>the floor price holds</source>
        <translation>以最低价为限</translation>
    </message>
    <message>
        <source>{rate} % tax taken out</source>
        <translation>扣除 {rate}% 税</translation>
    </message>
    <message>
        <source>with {rate} % tax</source>
        <translation>含 {rate}% 税</translation>
    </message>
    <message>
        <source>The list is without tax: {by} % on top</source>
        <translation>价目表不含税：加 {by}%</translation>
    </message>
    <message>
        <source>List “{list}”: agreed with this customer.</source>
        <translation>价目表“{list}”：与该客户的协议价。</translation>
    </message>
    <message>
        <source>List “{list}”: for the grade of this customer; the list agreed with him says nothing here.</source>
        <translation>价目表“{list}”：适用该客户的等级；其协议价目表没有规定。</translation>
    </message>
    <message>
        <source>List “{list}”: for everybody else; this customer&apos;s own says nothing here.</source>
        <translation>价目表“{list}”：默认价目表；该客户自己的价目表没有规定。</translation>
    </message>
    <message>
        <source>{by}% off</source>
        <translation>下浮 {by}%</translation>
    </message>
    <message>
        <source>{by}% on top</source>
        <translation>上浮 {by}%</translation>
    </message>
    <message>
        <source>Promotion “{name}”: {by}% off</source>
        <translation>促销“{name}”：优惠 {by}%</translation>
    </message>
    <message>
        <source>How it is calculated is not shown to you.</source>
        <translation>您无权查看计算过程。</translation>
    </message>
    <message>
        <source>Rule for its main product</source>
        <translation>对主产品的规则</translation>
    </message>
    <message>
        <source>From the beginning</source>
        <translation>最初价格</translation>
    </message>
    <message>
        <source>What was before is too much to be listed</source>
        <translation>更早的变动太多，不再列出</translation>
    </message>
    <message>
        <source>New rule</source>
        <translation>新建规则</translation>
    </message>
    <message>
        <source>Rule changed</source>
        <translation>规则已修改</translation>
    </message>
    <message>
        <source>Rule deleted</source>
        <translation>规则已删除</translation>
    </message>
    <message>
        <source>The rule came into force</source>
        <translation>规则开始生效</translation>
    </message>
    <message>
        <source>The rule before ran out</source>
        <translation>原来的规则已到期</translation>
    </message>
    <message>
        <source>The planned list price took effect</source>
        <translation>计划的标价生效</translation>
    </message>
    <message>
        <source>The planned list price was taken back</source>
        <translation>计划的标价已撤回</translation>
    </message>
    <message>
        <source>List price changed</source>
        <translation>标价变动</translation>
    </message>
    <message>
        <source>Cost price changed</source>
        <translation>成本价变动</translation>
    </message>
    <message>
        <source>Product moved to another class</source>
        <translation>产品换了分类</translation>
    </message>
    <message>
        <source>Class moved under another</source>
        <translation>分类移到了别的上级下</translation>
    </message>
    <message>
        <source>Another main product, or none</source>
        <translation>主产品更换或取消</translation>
    </message>
    <message>
        <source>Tax changed</source>
        <translation>税率或含税方式变动</translation>
    </message>
    <message>
        <source>Product deleted</source>
        <translation>产品已删除</translation>
    </message>
    <message>
        <source>What changed it is not shown to you</source>
        <translation>变动原因不对您显示</translation>
    </message>
    <message>
        <source>by the list “{list}”</source>
        <translation>按“{list}”计算</translation>
    </message>
</context>
<context>
    <name>Privacy</name>
    <message>
        <source>Record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>单据</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>交往记录</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Imported rows</source>
        <translation>导入的行</translation>
    </message>
    <message>
        <source>Merged records</source>
        <translation>合并的记录</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>修改历史</translation>
    </message>
    <message>
        <source>Records of the person</source>
        <translation>此人的记录</translation>
    </message>
    <message>
        <source>Entries of the timeline that name the person</source>
        <translation>提到此人的交往记录</translation>
    </message>
    <message>
        <source>Events of the timeline that name the person</source>
        <translation>提到此人的交往事件</translation>
    </message>
    <message>
        <source>Opportunities that name the person</source>
        <translation>提到此人的销售机会</translation>
    </message>
    <message>
        <source>Orders that name the person</source>
        <translation>提到此人的订单</translation>
    </message>
    <message>
        <source>Qualifications that name the person</source>
        <translation>提到此人的资格判定</translation>
    </message>
    <message>
        <source>Notes of other contacts</source>
        <translation>其他联系人的备注</translation>
    </message>
    <message>
        <source>Further phones</source>
        <translation>其他电话</translation>
    </message>
    <message>
        <source>Further addresses</source>
        <translation>其他地址</translation>
    </message>
    <message>
        <source>Notes of relations</source>
        <translation>关系备注</translation>
    </message>
    <message>
        <source>Records of the company&apos;s own kinds that tell of the person</source>
        <translation>自定义对象中涉及此人的记录</translation>
    </message>
    <message>
        <source>Entries of the audit trail</source>
        <translation>操作记录</translation>
    </message>
    <message>
        <source>Open orders: close or cancel them first</source>
        <translation>未完成的订单：请先完成或取消</translation>
    </message>
    <message>
        <source>Open opportunities: win, lose or hand them to another contact</source>
        <translation>未结束的销售机会：请先赢单、输单或改换联系人</translation>
    </message>
    <message>
        <source>Promises that are neither kept nor dropped</source>
        <translation>尚未兑现或取消的承诺</translation>
    </message>
    <message>
        <source>The customer&apos;s description</source>
        <translation>客户的描述</translation>
    </message>
    <message>
        <source>Important dates</source>
        <translation>纪念日</translation>
    </message>
    <message>
        <source>Further phones and e-mails</source>
        <translation>其他联系方式</translation>
    </message>
    <message>
        <source>Relations to other persons</source>
        <translation>人际关系</translation>
    </message>
</context>
<context>
    <name>PrivacyPrint</name>
    <message>
        <source>What we keep about you</source>
        <translation>我们保存的您的信息</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Written by</source>
        <translation>记录人</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容项</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>内容</translation>
    </message>
</context>
<context>
    <name>Product</name>
    <message>
        <source>On sale</source>
        <extracomment>Stored word → label.</extracomment>
        <translation>在售</translation>
    </message>
    <message>
        <source>Withdrawn</source>
        <translation>停售</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>Products</source>
        <translation>产品</translation>
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
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Brand</source>
        <translation>品牌</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>型号</translation>
    </message>
    <message>
        <source>Specification</source>
        <translation>规格</translation>
    </message>
    <message>
        <source>Configuration</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>Tax rate</source>
        <translation>税率</translation>
    </message>
    <message>
        <source>List price</source>
        <translation>标价</translation>
    </message>
    <message>
        <source>Warranty</source>
        <translation>保修期</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Withdrawn on</source>
        <translation>停售日期</translation>
    </message>
    <message>
        <source>Policy notes</source>
        <translation>政策说明</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
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
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>A product needs a name.</source>
        <translation>请填写产品名称。</translation>
    </message>
    <message>
        <source>Another product has this code already.</source>
        <translation>已有产品使用该编码。</translation>
    </message>
    <message>
        <source>A price cannot be negative.</source>
        <translation>价格不能为负数。</translation>
    </message>
    <message>
        <source>The warranty cannot be negative.</source>
        <translation>保修期不能为负数。</translation>
    </message>
    <message>
        <source>This product is part of opportunities; withdraw it instead.</source>
        <translation>该产品已用于销售机会，请改为停售。</translation>
    </message>
    <message>
        <source>This product is part of orders; withdraw it instead.</source>
        <translation>该产品已用于订单，请改为停售。</translation>
    </message>
    <message>
        <source>Own attributes</source>
        <translation>自定义属性</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>收藏</translation>
    </message>
    <message>
        <source>The tax rate is between 0 and 100%.</source>
        <translation>税率在 0 到 100% 之间。</translation>
    </message>
    <message>
        <source>Formerly</source>
        <translation>曾用名、曾用编码</translation>
    </message>
    <message>
        <source>Variant of</source>
        <translation>主产品</translation>
    </message>
    <message>
        <source>Varies by</source>
        <translation>规格项</translation>
    </message>
    <message>
        <source>A main product is no variant of another, and a variant has none of its own.</source>
        <translation>主产品不能是别的产品的规格产品，规格产品也不能再分规格。</translation>
    </message>
    <message>
        <source>A product is no variant of itself.</source>
        <translation>产品不能是自己的规格产品。</translation>
    </message>
    <message>
        <source>The main product has a variant with these values already.</source>
        <translation>该主产品已有这组规格的产品。</translation>
    </message>
    <message>
        <source>“{detail}” has no variants: say first by what they differ, with “Make variants” on its page.</source>
        <translation>“{detail}”还不分规格：请先在它的页面上用“生成规格”选定规格项。</translation>
    </message>
    <message>
        <source>Variants of this product differ by “{detail}”; please choose a value for each.</source>
        <translation>该产品的各规格以“{detail}”区分，请为每个规格产品选一个值。</translation>
    </message>
    <message>
        <source>A variant is in the class of its main product “{detail}”; move that one, and all its variants go along.</source>
        <translation>规格产品与主产品“{detail}”同类；请移动主产品，各规格会一起移动。</translation>
    </message>
    <message>
        <source>It still has variants, which differ by this; delete them first, or withdraw them from sale.</source>
        <translation>它还有以此区分的规格产品，请先删除或停售它们。</translation>
    </message>
    <message>
        <source>The promotion “{detail}” gives this product, which must be one that can be sold; end it, or let it give something else.</source>
        <translation>促销“{detail}”赠送这个产品，赠品必须能直接销售。请先结束该促销，或改送别的产品。</translation>
    </message>
    <message>
        <source>Variants differ by own attributes of the kind “choice” that its class has; “{detail}” is none.</source>
        <translation>规格项须是该类别下“选项”类型的自定义属性；“{detail}”不是。</translation>
    </message>
    <message>
        <source>Variants differ by four attributes at most.</source>
        <translation>规格项最多四个。</translation>
    </message>
    <message>
        <source>This product has variants; delete them with it, or withdraw it from sale.</source>
        <translation>该产品有规格产品；请连同它们一起删除，或改为停售。</translation>
    </message>
    <message>
        <source>Other units, prices and batches are counted in this unit; take them away first.</source>
        <translation>其他单位、价格和批次以此单位计算，请先移除它们。</translation>
    </message>
    <message>
        <source>Kept by batch</source>
        <translation>按批次管理</translation>
    </message>
    <message>
        <source>An order names the batch of each of its lines before it is confirmed.</source>
        <translation>订单确认前，每行须写明批次。</translation>
    </message>
</context>
<context>
    <name>ProductBatch</name>
    <message>
        <source>Usable</source>
        <extracomment>Stored word → label.</extracomment>
        <translation>可用</translation>
    </message>
    <message>
        <source>Blocked</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>Batches</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>Batch number</source>
        <translation>批号</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>Supplier</source>
        <translation>供应商</translation>
    </message>
    <message>
        <source>Received on</source>
        <translation>入库日期</translation>
    </message>
    <message>
        <source>Made on</source>
        <translation>生产日期</translation>
    </message>
    <message>
        <source>Expires on</source>
        <translation>有效期至</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>入库数量</translation>
    </message>
    <message>
        <source>Sold</source>
        <translation>已售</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>剩余</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Why blocked</source>
        <translation>停用原因</translation>
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
        <source>Quantity</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>A batch needs a number; a coding rule for batches would give one.</source>
        <translation>批次须有批号；设置批次的编码规则后可自动编号。</translation>
    </message>
    <message>
        <source>This product has a batch of this number already.</source>
        <translation>该产品已有这个批号。</translation>
    </message>
    <message>
        <source>This batch is there already.</source>
        <translation>这个批次已经有了。</translation>
    </message>
    <message>
        <source>The quantity must be above zero.</source>
        <translation>数量必须大于零。</translation>
    </message>
    <message>
        <source>More of this batch is sold than that.</source>
        <translation>这个批次已售出的比这个数量多。</translation>
    </message>
    <message>
        <source>It expires before it was made.</source>
        <translation>有效期早于生产日期。</translation>
    </message>
    <message>
        <source>Please say why the batch is blocked.</source>
        <translation>请填写停用原因。</translation>
    </message>
    <message>
        <source>A batch stays with its product.</source>
        <translation>批次不能改到另一个产品。</translation>
    </message>
    <message>
        <source>This unit is not divided so finely: pieces, for example, are whole.</source>
        <translation>这个单位不能分得这么细，例如“件”只能是整数。</translation>
    </message>
    <message>
        <source>This batch stands on orders; block it instead.</source>
        <translation>有订单使用了这个批次，请改为停用。</translation>
    </message>
    <message>
        <source>Own attributes</source>
        <translation>自定义属性</translation>
    </message>
    <message>
        <source>Who got it</source>
        <translation>去向</translation>
    </message>
    <message>
        <source>In the product&apos;s own unit.</source>
        <translation>以产品的基本单位计。</translation>
    </message>
</context>
<context>
    <name>ProductClass</name>
    <message>
        <source>Product class</source>
        <translation>产品类别</translation>
    </message>
    <message>
        <source>Product classes</source>
        <translation>产品类别</translation>
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
        <source>Belongs to</source>
        <translation>上级</translation>
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
        <source>A product class needs a name.</source>
        <translation>请填写类别名称。</translation>
    </message>
    <message>
        <source>Another product class has this code already.</source>
        <translation>已有类别使用该编码。</translation>
    </message>
    <message>
        <source>A class cannot belong to itself.</source>
        <translation>类别不能属于自己。</translation>
    </message>
    <message>
        <source>These classes would belong to each other.</source>
        <translation>这些类别会互相从属。</translation>
    </message>
    <message>
        <source>There are products in this class.</source>
        <translation>该类别下有产品。</translation>
    </message>
    <message>
        <source>There are classes below this one.</source>
        <translation>它下面还有类别。</translation>
    </message>
</context>
<context>
    <name>ProductCost</name>
    <message>
        <source>Cost price</source>
        <translation>成本价</translation>
    </message>
    <message>
        <source>Cost prices</source>
        <translation>成本价</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>Supplier</source>
        <translation>供应商</translation>
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
        <source>This product has a cost price already.</source>
        <translation>该产品已有成本价。</translation>
    </message>
    <message>
        <source>A cost price cannot be negative.</source>
        <translation>成本价不能为负数。</translation>
    </message>
</context>
<context>
    <name>ProductLink</name>
    <message>
        <source>Replacement</source>
        <extracomment>Stored word → label.</extracomment>
        <translation>替代产品</translation>
    </message>
    <message>
        <source>Accessory</source>
        <translation>配件</translation>
    </message>
    <message>
        <source>Product link</source>
        <translation>产品关联</translation>
    </message>
    <message>
        <source>Replacements and accessories</source>
        <translation>替代与配件</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Linked product</source>
        <translation>关联产品</translation>
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
        <source>A product cannot be linked to itself.</source>
        <translation>产品不能与自身关联。</translation>
    </message>
    <message>
        <source>These products are linked in this way already.</source>
        <translation>这两个产品已有此关联。</translation>
    </message>
    <message>
        <source>A link is a replacement or an accessory.</source>
        <translation>关联只能是替代或配件。</translation>
    </message>
    <message>
        <source>This product has a replacement already.</source>
        <translation>该产品已有替代产品。</translation>
    </message>
    <message>
        <source>These products would replace each other.</source>
        <translation>这些产品会互相替代。</translation>
    </message>
</context>
<context>
    <name>ProductPage</name>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>History</source>
        <translation>价格历史</translation>
    </message>
    <message>
        <source>Units</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Links</source>
        <translation>替代与配件</translation>
    </message>
    <message>
        <source>Variants</source>
        <translation>规格</translation>
    </message>
    <message>
        <source>A variant is in the class of its main product.</source>
        <translation>规格产品与主产品同类。</translation>
    </message>
</context>
<context>
    <name>ProductUnit</name>
    <message>
        <source>Unit of a product</source>
        <translation>产品单位</translation>
    </message>
    <message>
        <source>Units of products</source>
        <translation>产品单位</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>1 box is 12 pieces: 1, box, 12.</source>
        <translation>1 箱为 12 件：填 1、箱、12。</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>Bar code</source>
        <translation>条码</translation>
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
        <source>Choose the unit.</source>
        <translation>请选择单位。</translation>
    </message>
    <message>
        <source>The number of this unit is above zero.</source>
        <translation>此单位的个数必须大于零。</translation>
    </message>
    <message>
        <source>The number of base units is above zero.</source>
        <translation>基本单位数必须大于零。</translation>
    </message>
    <message>
        <source>This product has this unit already.</source>
        <translation>这个产品已有此单位。</translation>
    </message>
    <message>
        <source>This bar code is on another unit already.</source>
        <translation>此条码已用于另一个单位。</translation>
    </message>
    <message>
        <source>Give the product its own unit first; the others are counted in it.</source>
        <translation>请先给产品设基本单位，其他单位以它计算。</translation>
    </message>
    <message>
        <source>This is the product&apos;s own unit.</source>
        <translation>这就是产品的基本单位。</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>个数</translation>
    </message>
    <message>
        <source>Base units</source>
        <translation>合基本单位数</translation>
    </message>
</context>
<context>
    <name>Promotion</name>
    <message>
        <source>Percentage off</source>
        <extracomment>Stored word → label.</extracomment>
        <translation>百分比优惠</translation>
    </message>
    <message>
        <source>Fixed price</source>
        <translation>固定价</translation>
    </message>
    <message>
        <source>Amount off the order</source>
        <translation>整单减免</translation>
    </message>
    <message>
        <source>Free item</source>
        <translation>赠品</translation>
    </message>
    <message>
        <source>Promotion</source>
        <translation>促销</translation>
    </message>
    <message>
        <source>Promotions</source>
        <translation>促销</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Percent off</source>
        <translation>优惠百分比</translation>
    </message>
    <message>
        <source>Amount off</source>
        <translation>减免金额</translation>
    </message>
    <message>
        <source>With an amount to reach and “Repeating”: for every time it is reached.</source>
        <translation>设了起始金额并勾选“重复”时：每满一次减一次。</translation>
    </message>
    <message>
        <source>Bought</source>
        <translation>购买数</translation>
    </message>
    <message>
        <source>Of them free</source>
        <translation>赠送数</translation>
    </message>
    <message>
        <source>Free product</source>
        <translation>赠送产品</translation>
    </message>
    <message>
        <source>Empty: the product that is bought.</source>
        <translation>留空：赠送所购产品。</translation>
    </message>
    <message>
        <source>Repeating</source>
        <translation>重复</translation>
    </message>
    <message>
        <source>On product</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>On class</source>
        <translation>产品类别</translation>
    </message>
    <message>
        <source>With the classes below it. Neither product nor class: on all.</source>
        <translation>含下级类别。产品和类别都不填：全部产品。</translation>
    </message>
    <message>
        <source>For grade</source>
        <translation>适用等级</translation>
    </message>
    <message>
        <source>For region</source>
        <translation>适用区域</translation>
    </message>
    <message>
        <source>From</source>
        <translation>开始日期</translation>
    </message>
    <message>
        <source>To</source>
        <translation>结束日期</translation>
    </message>
    <message>
        <source>From quantity</source>
        <translation>起订数量</translation>
    </message>
    <message>
        <source>Up to quantity</source>
        <translation>最大数量</translation>
    </message>
    <message>
        <source>From amount</source>
        <translation>起始金额</translation>
    </message>
    <message>
        <source>Up to amount</source>
        <translation>最大金额</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>优先级</translation>
    </message>
    <message>
        <source>The higher comes first; among equals what saves most.</source>
        <translation>高的优先；相同时优惠多的优先。</translation>
    </message>
    <message>
        <source>Together with others</source>
        <translation>可叠加</translation>
    </message>
    <message>
        <source>Both of two must allow it; else the first stands alone.</source>
        <translation>双方都允许才叠加；否则只用前一个。</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>预算</translation>
    </message>
    <message>
        <source>Orders at most</source>
        <translation>最多订单数</translation>
    </message>
    <message>
        <source>Per customer at most</source>
        <translation>每客户最多次数</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
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
        <source>On what, for whom</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>How often</source>
        <translation>次数</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>A promotion needs a name.</source>
        <translation>促销要有名称。</translation>
    </message>
    <message>
        <source>The quantity cannot be negative.</source>
        <translation>数量不能为负数。</translation>
    </message>
    <message>
        <source>The amount cannot be negative.</source>
        <translation>金额不能为负。</translation>
    </message>
    <message>
        <source>There is no such kind of promotion.</source>
        <translation>没有这种促销方式。</translation>
    </message>
    <message>
        <source>The percentage is above 0 and at most 100.</source>
        <translation>百分比须大于 0、不超过 100。</translation>
    </message>
    <message>
        <source>A price cannot be negative.</source>
        <translation>价格不能为负数。</translation>
    </message>
    <message>
        <source>The amount off is above zero.</source>
        <translation>减免金额必须大于零。</translation>
    </message>
    <message>
        <source>The number bought is above zero.</source>
        <translation>购买数必须大于零。</translation>
    </message>
    <message>
        <source>The number that is free is above zero.</source>
        <translation>赠送数必须大于零。</translation>
    </message>
    <message>
        <source>The budget is above zero, or empty.</source>
        <translation>预算必须大于零，或留空。</translation>
    </message>
    <message>
        <source>The number of orders is above zero, or empty.</source>
        <translation>订单数必须大于零，或留空。</translation>
    </message>
    <message>
        <source>The number per customer is above zero, or empty.</source>
        <translation>每客户次数必须大于零，或留空。</translation>
    </message>
    <message>
        <source>It is on a product or on a class, not on both.</source>
        <translation>只能填产品或类别之一。</translation>
    </message>
    <message>
        <source>It ends before it begins.</source>
        <translation>结束日期早于开始日期。</translation>
    </message>
    <message>
        <source>The largest quantity is below the smallest.</source>
        <translation>最大数量小于起始数量。</translation>
    </message>
    <message>
        <source>The largest amount is below the smallest.</source>
        <translation>最大金额小于起始金额。</translation>
    </message>
    <message>
        <source>Say what it gives: the percentage, the price, the amount, or how many bought and how many free.</source>
        <translation>请填优惠内容：百分比、价格、金额，或买几赠几。</translation>
    </message>
    <message>
        <source>It was used in orders; stop it instead.</source>
        <translation>已在订单中使用，请改为停止。</translation>
    </message>
    <message>
        <source>Taken from a saved view of customers on the promotion board.</source>
        <translation>在促销一览中从客户的已存视图取来。</translation>
    </message>
    <message>
        <source>A promotion can be for kind, grade, industry, region, source, status, province, city and district.</source>
        <translation>促销条件可用：类型、等级、行业、区域、来源、状态、省、市、区县。</translation>
    </message>
    <message>
        <source>Fixed price of the product&apos;s own unit</source>
        <translation>固定价（基本单位）</translation>
    </message>
    <message>
        <source>Offer</source>
        <translation>优惠方式</translation>
    </message>
    <message>
        <source>Customer filter</source>
        <translation>适用筛选条件</translation>
    </message>
    <message>
        <source>Asks for a code</source>
        <translation>凭优惠码</translation>
    </message>
    <message>
        <source>Only orders with one of its coupon codes have it.</source>
        <translation>只有填了其优惠码的订单才享受。</translation>
    </message>
</context>
<context>
    <name>PromotionCustomer</name>
    <message>
        <source>Named customer</source>
        <translation>指定客户</translation>
    </message>
    <message>
        <source>Named customers</source>
        <translation>指定客户</translation>
    </message>
    <message>
        <source>Promotion</source>
        <translation>促销</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
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
        <source>This promotion names this customer already.</source>
        <translation>此促销已指定这个客户。</translation>
    </message>
    <message>
        <source>You do not see this customer.</source>
        <translation>您看不到这个客户。</translation>
    </message>
</context>
<context>
    <name>PromotionsPage</name>
    <message>
        <source>Customer and order</source>
        <extracomment>pixels at most; the table takes the rest pixels of a name at most; what is given takes the rest</extracomment>
        <translation>客户与订单</translation>
    </message>
    <message>
        <source>From</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>To</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>{touched} of {orders} orders would have been cheaper: {after} instead of {before}, {saved} less.</source>
        <translation>{orders} 张订单中有 {touched} 张会更便宜：合计 {after}，原为 {before}，少收 {saved}。</translation>
    </message>
    <message>
        <source>You have no right to change prices.</source>
        <translation>您没有修改价格的权限。</translation>
    </message>
    <message>
        <source>all products</source>
        <translation>全部产品</translation>
    </message>
    <message>
        <source>{price} for {what}</source>
        <translation>{what} {price}</translation>
    </message>
    <message>
        <source>{amount} off the order</source>
        <translation>整单减 {amount}</translation>
    </message>
    <message>
        <source>{amount} off orders from {least}</source>
        <translation>满 {least} 减 {amount}</translation>
    </message>
    <message>
        <source>Buy {many} of {what}, get {free} of {gift}</source>
        <translation>买 {many} 个{what}，赠 {free} 个{gift}</translation>
    </message>
    <message>
        <source>the same</source>
        <translation>同款</translation>
    </message>
    <message>
        <source>{count} named customers</source>
        <translation>{count} 个指定客户</translation>
    </message>
    <message>
        <source>all customers</source>
        <translation>全部客户</translation>
    </message>
    <message>
        <source>For {whom}. {together}</source>
        <translation>适用：{whom}。{together}</translation>
    </message>
    <message>
        <source>Together with others that allow it.</source>
        <translation>可与其他可叠加的促销同享。</translation>
    </message>
    <message>
        <source>Stands alone.</source>
        <translation>不与其他促销同享。</translation>
    </message>
    <message numerus="yes">
        <source>Used in {uses} order(s), {amount} given.</source>
        <translation>
            <numerusform>已用于 {uses} 张订单，共优惠 {amount}。</numerusform>
        </translation>
    </message>
    <message>
        <source>Promotion</source>
        <translation>促销</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>Planned</source>
        <translation>未开始</translation>
    </message>
    <message>
        <source>New promotion</source>
        <translation>新建促销</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Promotions</source>
        <translation>促销</translation>
    </message>
    <message>
        <source>There is none. “New promotion” makes one: for a product, a class or all, for a time.</source>
        <translation>没有促销。点“新建促销”：对一个产品、一个类别或全部产品，限定时间。</translation>
    </message>
    <message>
        <source>What would orders have cost with it?</source>
        <translation>假如当时有此促销，订单金额会是多少？</translation>
    </message>
    <message>
        <source>(all customers)</source>
        <translation>（全部客户）</translation>
    </message>
    <message>
        <source>Take its terms</source>
        <translation>采用其条件</translation>
    </message>
    <message>
        <source>Saved view of customers</source>
        <translation>客户的已存视图</translation>
    </message>
    <message>
        <source>For the customers of a saved view</source>
        <translation>适用某个已存视图的客户</translation>
    </message>
    <message>
        <source>{by}% off {what}</source>
        <translation>{what}优惠 {by}%</translation>
    </message>
    <message>
        <source>Offer</source>
        <translation>优惠方式</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>Calculate</source>
        <translation>试算</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>优惠码</translation>
    </message>
    <message>
        <source>Given</source>
        <translation>优惠金额</translation>
    </message>
    <message>
        <source>With a code, for {whom}. {together}</source>
        <translation>凭优惠码，适用：{whom}。{together}</translation>
    </message>
    <message>
        <source>Orders that had it</source>
        <translation>享受过的订单</translation>
    </message>
    <message numerus="yes">
        <source>Used in {uses} order(s) that you see, {amount} given.</source>
        <translation>
            <numerusform>您能看到的订单中用于{uses}张，优惠{amount}。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Qualification</name>
    <message>
        <source>Qualification</source>
        <translation>资格判定</translation>
    </message>
    <message>
        <source>Qualifications</source>
        <translation>资格判定</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Need</source>
        <translation>需求</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>预算</translation>
    </message>
    <message>
        <source>Decision maker</source>
        <translation>决策人</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>By</source>
        <translation>经手人</translation>
    </message>
    <message>
        <source>A budget cannot be negative.</source>
        <translation>预算不能为负数。</translation>
    </message>
    <message>
        <source>Please write down the need or choose a result.</source>
        <translation>请填写需求或选择结果。</translation>
    </message>
    <message>
        <source>You may not qualify this customer.</source>
        <translation>您无权判定这个客户。</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>判定日期</translation>
    </message>
    <message>
        <source>Needed by</source>
        <translation>期望时间</translation>
    </message>
</context>
<context>
    <name>QualityMark</name>
    <message>
        <source>%n merged</source>
        <translation>已并入 %n 条</translation>
    </message>
    <message>
        <source>Complete</source>
        <translation>完整</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>缺少</translation>
    </message>
    <message>
        <source>Nothing is missing</source>
        <translation>没有缺项</translation>
    </message>
    <message>
        <source>Merged into this record</source>
        <translation>并入本记录的</translation>
    </message>
    <message>
        <source>{names} ({by}, {day}): take back</source>
        <translation>{names}（{by}，{day}）：撤销合并</translation>
    </message>
    <message>
        <source>%n field(s) missing</source>
        <translation>缺 %n 项</translation>
    </message>
</context>
<context>
    <name>RecordBar</name>
    <message>
        <source>Met on {count} opportunities</source>
        <translation>在 {count} 个机会中相遇</translation>
    </message>
    <message>
        <source>won {count} ({amount})</source>
        <translation>我方赢 {count} 个（{amount}）</translation>
    </message>
    <message>
        <source>lost {count} ({amount}), {theirs} of them to this company</source>
        <translation>输 {count} 个（{amount}），其中 {theirs} 个输给该单位</translation>
    </message>
    <message>
        <source>open {count}</source>
        <translation>进行中 {count} 个</translation>
    </message>
    <message>
        <source>we win {rate}</source>
        <translation>赢单率 {rate}</translation>
    </message>
    <message>
        <source>Show them</source>
        <translation>查看这些机会</translation>
    </message>
</context>
<context>
    <name>RulePage</name>
    <message>
        <source>Write the rule</source>
        <translation>写入规则</translation>
    </message>
    <message>
        <source>Back to the form</source>
        <translation>返回表单</translation>
    </message>
    <message>
        <source>Prices that the rule changes</source>
        <translation>规则改变的价格</translation>
    </message>
    <message>
        <source>This rule changes {count} prices of its list on {day}.</source>
        <translation>这条规则会改变价目表中 {count} 个价格（{day}）。</translation>
    </message>
    <message>
        <source>The first {count} are shown.</source>
        <translation>列出前 {count} 个。</translation>
    </message>
</context>
<context>
    <name>SeriesDialog</name>
    <message>
        <source>Last day</source>
        <translation>最后一天</translation>
    </message>
    <message>
        <source>Make codes</source>
        <translation>生成优惠码</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>&amp;Number of codes</source>
        <translation>个数(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Beginning</source>
        <translation>前缀(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Orders at most</source>
        <translation>最多用于几张订单(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Per customer at most</source>
        <translation>每个客户最多几次(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Last day</source>
        <translation>最后一天(&amp;L)</translation>
    </message>
    <message>
        <source>Eight random letters and digits follow the beginning; 0, O, 1 and I are never among them.</source>
        <translation>前缀之后是八个随机字母和数字，不含 0、O、1、I。</translation>
    </message>
    <message>
        <source>Make them</source>
        <translation>生成</translation>
    </message>
</context>
<context>
    <name>SeriesMaker</name>
    <message>
        <source>You have no right to make codes.</source>
        <extracomment>codes in one series, as the database says too</extracomment>
        <translation>您没有生成优惠码的权限。</translation>
    </message>
    <message>
        <source>Make codes …</source>
        <translation>生成优惠码…</translation>
    </message>
    <message>
        <source>{count} codes are made; they stand under the promotion.</source>
        <translation>已生成 {count} 个优惠码，列在该促销下。</translation>
    </message>
</context>
<context>
    <name>StarMark</name>
    <message>
        <source>Remove from my favourites</source>
        <translation>已收藏；点击移出</translation>
    </message>
    <message>
        <source>Add to my favourites</source>
        <translation>加入我的收藏</translation>
    </message>
</context>
<context>
    <name>Starring</name>
    <message>
        <source>Star or unstar</source>
        <translation>收藏／取消收藏</translation>
    </message>
    <message>
        <source>%n among your favourites now.</source>
        <translation>已收藏 %n 条。</translation>
    </message>
    <message>
        <source>%n no longer among your favourites.</source>
        <translation>已取消收藏 %n 条。</translation>
    </message>
</context>
<context>
    <name>TargetsPage</name>
    <message>
        <source>Make customers</source>
        <translation>转为客户</translation>
    </message>
    <message>
        <source>You have no right to do this.</source>
        <translation>您无权这样做。</translation>
    </message>
    <message>
        <source>Target customers</source>
        <translation>目标客户</translation>
    </message>
</context>
<context>
    <name>Units</name>
    <message>
        <source>months</source>
        <translation>个月</translation>
    </message>
    <message>
        <source>Give the product its own unit first; the others are counted in it.</source>
        <translation>请先给产品设基本单位，其他单位以它计算。</translation>
    </message>
    <message>
        <source>It is sold by the {unit} only.</source>
        <translation>只按{unit}销售。</translation>
    </message>
    <message>
        <source>The unit was removed.</source>
        <translation>单位已移除。</translation>
    </message>
    <message>
        <source>You have no right to change this.</source>
        <translation>您没有修改权限。</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>个数</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>Bar code</source>
        <translation>条码</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Units in which it is sold</source>
        <translation>销售单位</translation>
    </message>
    <message>
        <source>The same for all products: see “Units of measure”.</source>
        <translation>对所有产品都如此：见“计量单位”。</translation>
    </message>
    <message>
        <source>Base units</source>
        <translation>合基本单位</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
</context>
<context>
    <name>Variants</name>
    <message>
        <source>It comes in no variants: colours, sizes, memory … each sold as a product of its own.</source>
        <translation>它不分规格。颜色、尺寸、内存等不同规格可各成一个产品出售。</translation>
    </message>
    <message numerus="yes">
        <source>It comes in %n variant(s).</source>
        <translation>
            <numerusform>以 %n 种规格出售。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>“{name}” comes in %n variant(s); this is one of them.</source>
        <translation>
            <numerusform>“{name}”的 %n 种规格之一。</numerusform>
        </translation>
    </message>
    <message>
        <source>{name} (withdrawn)</source>
        <translation>{name}（停售）</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Variant</source>
        <translation>规格产品</translation>
    </message>
    <message numerus="yes">
        <source>%n variant(s) were made.</source>
        <translation>
            <numerusform>已生成 %n 个规格产品。</numerusform>
        </translation>
    </message>
    <message>
        <source>By what its variants differ was changed.</source>
        <translation>规格项已更改。</translation>
    </message>
    <message numerus="yes">
        <source>%n variant(s) were withdrawn.</source>
        <translation>
            <numerusform>已停售 %n 个规格产品。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of its variants is still on sale. Withdraw it too?</source>
        <translation>
            <numerusform>它还有 %n 个规格产品在售，要一并停售吗？</numerusform>
        </translation>
    </message>
    <message>
        <source>Withdraw</source>
        <translation>停售</translation>
    </message>
    <message>
        <source>You have no right to change this.</source>
        <translation>您没有修改权限。</translation>
    </message>
    <message>
        <source>Its class has no own attribute of the kind “choice” by which variants could differ; define one first.</source>
        <translation>该类别没有可作规格项的“选项”类型自定义属性，请先定义。</translation>
    </message>
    <message>
        <source>Main product</source>
        <translation>主产品</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Make variants …</source>
        <translation>生成规格…</translation>
    </message>
    <message>
        <source>Variants</source>
        <translation>规格</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>编码</translation>
    </message>
</context>
<context>
    <name>WhyPanel</name>
    <message>
        <source>floor {price}</source>
        <extracomment>milliseconds; who runs down the list reads nothing on the way</extracomment>
        <translation>最低 {price}</translation>
    </message>
    <message>
        <source>No price</source>
        <translation>没有价格</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>All rules for it</source>
        <translation>全部相关规则</translation>
    </message>
    <message>
        <source>Why this price</source>
        <translation>定价依据</translation>
    </message>
    <message>
        <source>List price</source>
        <translation>标价</translation>
    </message>
</context>
<context>
    <name>_PriceDelegate</name>
    <message>
        <source>Price</source>
        <extracomment>seconds; keys that follow each other are one word the columns that are always there, with the code before them pixels of a name pixels at most that a name takes of what no further column has room in pixels of each column what they were given; 0 for one that is left out</extracomment>
        <translation>价格</translation>
    </message>
</context>
<context>
    <name>LookingUp</name>
    <message>
        <source>Look up: {place}</source>
        <translation>查询：{place}</translation>
    </message>
    <message>
        <source>“{field}” is empty here.</source>
        <translation>这里的“{field}”为空。</translation>
    </message>
    <message>
        <source>Tax number</source>
        <translation>税号</translation>
    </message>
    <message>
        <source>The browser could not be opened.</source>
        <translation>浏览器打不开。</translation>
    </message>
</context>
</TS>
