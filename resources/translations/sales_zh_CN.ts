<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>Opportunity</name>
    <message>
        <source>Open</source>
        <extracomment>Stored word → label.</extracomment>
        <translation>进行中</translation>
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
        <source>Opportunity</source>
        <translation>销售机会</translation>
    </message>
    <message>
        <source>Opportunities</source>
        <translation>销售机会</translation>
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
        <source>Customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>联系人</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Probability</source>
        <translation>可能性</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>金额</translation>
    </message>
    <message>
        <source>Currency</source>
        <translation>币种</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>负责人</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Expected on</source>
        <translation>预计成交</translation>
    </message>
    <message>
        <source>Closed on</source>
        <translation>关闭日期</translation>
    </message>
    <message>
        <source>Reason for losing</source>
        <translation>输单原因</translation>
    </message>
    <message>
        <source>Competitor</source>
        <translation>竞争对手</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>说明</translation>
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
        <source>Sale</source>
        <translation>销售</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Rival</source>
        <translation>对手</translation>
    </message>
    <message>
        <source>An opportunity needs a name.</source>
        <translation>请填写销售机会名称。</translation>
    </message>
    <message>
        <source>Another opportunity has this code already.</source>
        <translation>已有销售机会使用该编码。</translation>
    </message>
    <message>
        <source>The amount cannot be negative.</source>
        <translation>金额不能为负数。</translation>
    </message>
    <message>
        <source>A closed opportunity has a closing date, an open one has none.</source>
        <translation>已关闭的机会须有关闭日期，进行中的没有。</translation>
    </message>
    <message>
        <source>The opportunity closes before it begins.</source>
        <translation>关闭日期早于开始日期。</translation>
    </message>
    <message>
        <source>You may not give this opportunity to somebody else.</source>
        <translation>您无权把该销售机会分配给他人。</translation>
    </message>
    <message>
        <source>This employee has left.</source>
        <translation>该员工已离职。</translation>
    </message>
    <message>
        <source>You may not add opportunities to this customer.</source>
        <translation>您无权为该客户添加销售机会。</translation>
    </message>
    <message>
        <source>Own attributes</source>
        <translation>自定义属性</translation>
    </message>
    <message>
        <source>The probability is between 0 and 100%.</source>
        <translation>可能性在 0 到 100% 之间。</translation>
    </message>
    <message>
        <source>No contact since</source>
        <translation>自何时起未联系</translation>
    </message>
    <message>
        <source>Started on</source>
        <translation>开始日期</translation>
    </message>
</context>
<context>
    <name>OpportunityCompetitor</name>
    <message>
        <source>Competitor on an opportunity</source>
        <translation>机会的竞争对手</translation>
    </message>
    <message>
        <source>Competitors</source>
        <translation>竞争对手</translation>
    </message>
    <message>
        <source>Opportunity</source>
        <translation>销售机会</translation>
    </message>
    <message>
        <source>Competitor</source>
        <translation>竞争对手</translation>
    </message>
    <message>
        <source>Won it</source>
        <translation>由其赢单</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>You may not add competitors to this opportunity.</source>
        <translation>您无权给这个机会添加竞争对手。</translation>
    </message>
    <message>
        <source>This competitor is listed already.</source>
        <translation>这个竞争对手已经有了。</translation>
    </message>
</context>
<context>
    <name>OrderPage</name>
    <message>
        <source>Cancel this order? This cannot be undone.</source>
        <translation>取消该订单？此操作不能撤销。</translation>
    </message>
    <message>
        <source>Cancel the order</source>
        <translation>取消订单</translation>
    </message>
    <message>
        <source>Order {code} is confirmed.</source>
        <translation>订单 {code} 已确认。</translation>
    </message>
    <message>
        <source>Order {code} is a draft again and can be changed; its number stays.</source>
        <translation>订单 {code} 已退回草稿，可以修改；编号保留。</translation>
    </message>
    <message>
        <source>Lines are written by those who may edit orders and see products.</source>
        <translation>明细由可以修改订单、并能查看产品的人填写。</translation>
    </message>
    <message>
        <source>Back to draft</source>
        <translation>退回草稿</translation>
    </message>
    <message>
        <source>Confirm</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>Mark as delivered</source>
        <translation>标为已发货</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Only the lines of a draft can be changed.</source>
        <translation>只有草稿的明细可以修改。</translation>
    </message>
    <message>
        <source>below the floor price {floor}</source>
        <extracomment>Fields of the head that decide what a line costs. Those of them that decide which list it is; one chosen before is of another customer, or in another currency. beside the lines of a draft: they are another order&apos;s beside the values of the head, the currency in which the stored lines are The way forward stands first. the lines as saved, until they are read again</extracomment>
        <translation>低于最低价 {floor}</translation>
    </message>
    <message>
        <source>A colleague saved {value} here meanwhile. The next save writes yours.</source>
        <translation>同事刚刚在这里保存了 {value}。再次保存将写入您的内容。</translation>
    </message>
    <message>
        <source>A colleague removed this line. The next save adds yours anew.</source>
        <translation>同事刚刚删除了这一行。再次保存将重新添加您的这一行。</translation>
    </message>
    <message>
        <source>Line {line}: {words}</source>
        <translation>第 {line} 行：{words}</translation>
    </message>
</context>
<context>
    <name>SalesOrder</name>
    <message>
        <source>Draft</source>
        <extracomment>Stored word → label.</extracomment>
        <translation>草稿</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>已发货</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>Order</source>
        <extracomment>who wrote it, and when, is not for the customer who gets the sheet</extracomment>
        <translation>订单</translation>
    </message>
    <message>
        <source>Orders</source>
        <translation>订单</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>编码</translation>
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
        <source>Price list</source>
        <translation>价目表</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>负责人</translation>
    </message>
    <message>
        <source>Ordered on</source>
        <translation>订单日期</translation>
    </message>
    <message>
        <source>Deliver on</source>
        <translation>交货日期</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Currency</source>
        <translation>币种</translation>
    </message>
    <message>
        <source>Coupon code</source>
        <translation>优惠码</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>金额</translation>
    </message>
    <message>
        <source>Promotion</source>
        <translation>促销</translation>
    </message>
    <message>
        <source>Payment terms</source>
        <translation>付款方式</translation>
    </message>
    <message>
        <source>Delivery address</source>
        <translation>送货地址</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Last confirmed</source>
        <translation>最近确认时间</translation>
    </message>
    <message>
        <source>Last confirmed by</source>
        <translation>最近确认人</translation>
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
        <source>Terms</source>
        <translation>条款</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Another order has this code already.</source>
        <translation>已有订单使用该编码。</translation>
    </message>
    <message>
        <source>A colleague saved lines of this order meanwhile. Yours are all here: please look and save again.</source>
        <translation>同事刚刚保存了这张订单的明细。您的内容都在，请查看后再保存一次。</translation>
    </message>
    <message>
        <source>An order begins as a draft.</source>
        <translation>订单从草稿开始。</translation>
    </message>
    <message>
        <source>An order cannot go from this state to that one.</source>
        <translation>订单不能这样改变状态。</translation>
    </message>
    <message>
        <source>The order is confirmed and can no longer be changed.</source>
        <translation>订单已确认，不能再修改。</translation>
    </message>
    <message>
        <source>This order was confirmed once: its number stays, and it is cancelled rather than deleted.</source>
        <translation>这张订单确认过：编号保留；不要了就取消，不能删除。</translation>
    </message>
    <message>
        <source>The price list is in {list}, the order in {order}. Nothing is converted: choose another list.</source>
        <translation>价目表的币种是 {list}，订单是 {order}。价格不作换算，请另选价目表。</translation>
    </message>
    <message>
        <source>An order without lines cannot be confirmed.</source>
        <translation>没有明细的订单不能确认。</translation>
    </message>
    <message>
        <source>There is no coding rule for orders.</source>
        <translation>没有订单编码规则。</translation>
    </message>
    <message>
        <source>A promotion of this order has ended or is used up meanwhile; look at the prices again.</source>
        <translation>这张订单的某个促销已结束或已用完，请重新核对价格。</translation>
    </message>
    <message>
        <source>There is no such code.</source>
        <translation>没有这个优惠码。</translation>
    </message>
    <message>
        <source>The promotion of this code has not begun on the order&apos;s day.</source>
        <translation>到订单日期为止，这个优惠码的促销还没有开始。</translation>
    </message>
    <message>
        <source>This code has expired.</source>
        <translation>这个优惠码已过期。</translation>
    </message>
    <message>
        <source>This code is not for this customer.</source>
        <translation>这个优惠码不适用于该客户。</translation>
    </message>
    <message>
        <source>This code is used up.</source>
        <translation>这个优惠码已用完。</translation>
    </message>
    <message>
        <source>This customer has used this code as often as it may be.</source>
        <translation>该客户使用这个优惠码的次数已满。</translation>
    </message>
    <message>
        <source>This code gives nothing on this order; look at the lines, or remove it.</source>
        <translation>这个优惠码对本订单没有优惠；请检查订单行，或去掉优惠码。</translation>
    </message>
    <message>
        <source>You may not give this order to somebody else.</source>
        <translation>您无权把该订单分配给他人。</translation>
    </message>
    <message>
        <source>This employee has left.</source>
        <translation>该员工已离职。</translation>
    </message>
    <message>
        <source>You may not add orders to this customer.</source>
        <translation>您无权为该客户添加订单。</translation>
    </message>
    <message>
        <source>Own attributes</source>
        <translation>自定义属性</translation>
    </message>
    <message>
        <source>Tax included</source>
        <translation>其中税额</translation>
    </message>
    <message>
        <source>Promotion discount</source>
        <translation>促销减免</translation>
    </message>
    <message>
        <source>Totals</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>The delivery date is before the order date.</source>
        <translation>交货日期早于订单日期。</translation>
    </message>
    <message>
        <source>Line {line}: {price} is below the floor price {floor}. Somebody who may sell below it can confirm the order.</source>
        <translation>第 {line} 行：{price} 低于最低价 {floor}。请有权低于最低价的人确认这张订单。</translation>
    </message>
    <message>
        <source>Line {line}: the price is below what it may be sold for. Somebody who may sell below it can confirm the order.</source>
        <translation>第 {line} 行：价格低于允许的售价。请有权低于最低价的人确认这张订单。</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>明细</translation>
    </message>
</context>
<context>
    <name>SalesOrderLine</name>
    <message>
        <source>Order line</source>
        <translation>订单明细</translation>
    </message>
    <message>
        <source>Order lines</source>
        <translation>订单明细</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>订单</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>序号</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>In base units</source>
        <translation>合基本单位</translation>
    </message>
    <message>
        <source>List price</source>
        <translation>标价</translation>
    </message>
    <message>
        <source>Gross price</source>
        <translation>含税单价</translation>
    </message>
    <message>
        <source>Net price</source>
        <translation>未税单价</translation>
    </message>
    <message>
        <source>Discount</source>
        <translation>折扣</translation>
    </message>
    <message>
        <source>Tax rate</source>
        <translation>税率</translation>
    </message>
    <message>
        <source>Tax in it</source>
        <translation>其中税额</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>金额</translation>
    </message>
    <message>
        <source>Promotion</source>
        <translation>促销</translation>
    </message>
    <message>
        <source>Free by</source>
        <translation>赠送促销</translation>
    </message>
    <message>
        <source>Price rule</source>
        <translation>价格规则</translation>
    </message>
    <message>
        <source>The quantity must be above zero.</source>
        <translation>数量必须大于零。</translation>
    </message>
    <message>
        <source>This product is not sold in this unit.</source>
        <translation>这个产品不按此单位销售。</translation>
    </message>
    <message>
        <source>This unit is not divided so finely: pieces, for example, are whole.</source>
        <translation>此单位不能分得这么细：例如件必须是整数。</translation>
    </message>
    <message>
        <source>This line is free by a promotion and follows the others; change or remove those.</source>
        <translation>此行为促销赠品，随其他行变化；请修改或移除其他行。</translation>
    </message>
    <message>
        <source>A price cannot be negative.</source>
        <translation>价格不能为负数。</translation>
    </message>
    <message>
        <source>The order is confirmed and can no longer be changed.</source>
        <translation>订单已确认，不能再修改。</translation>
    </message>
    <message>
        <source>Own attributes</source>
        <translation>自定义属性</translation>
    </message>
    <message>
        <source>The discount is between 0 and 100%.</source>
        <translation>折扣在 0 到 100% 之间。</translation>
    </message>
    <message>
        <source>The tax rate is between 0 and 100%.</source>
        <translation>税率在 0 到 100% 之间。</translation>
    </message>
    <message>
        <source>Qty</source>
        <extracomment>Columns of the lines and their widths in characters; the product takes what is left. Shorter titles than elsewhere.</extracomment>
        <translation>数量</translation>
    </message>
    <message>
        <source>Disc.</source>
        <translation>折扣</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>This product is kept by batch: please say from which one.</source>
        <translation>该产品按批次管理，请选择批次。</translation>
    </message>
    <message>
        <source>This batch is not of this product.</source>
        <translation>这个批次不属于该产品。</translation>
    </message>
    <message>
        <source>Batch {batch} is blocked: {reason}</source>
        <translation>批次 {batch} 已停用：{reason}</translation>
    </message>
    <message>
        <source>Batch {batch} is good until {day}; the order is delivered on {on}.</source>
        <translation>批次 {batch} 的有效期至 {day}，而订单在 {on} 交货。</translation>
    </message>
    <message>
        <source>Of batch {batch} only {left} are left for this line.</source>
        <translation>批次 {batch} 可供本行的只剩 {left}。</translation>
    </message>
    <message>
        <source>This batch cannot be sold, or not so much of it. Somebody who sees batches can choose.</source>
        <translation>这个批次不能销售，或数量不足；请由能看到批次的同事选择。</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Ordered on</source>
        <translation>订单日期</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
</context>
</TS>
