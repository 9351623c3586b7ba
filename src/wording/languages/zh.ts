import type { Resolution } from '../../approval/approval.ts';
import { MAX_APPROVERS } from '../../approval/approvers.ts';
import { MAX_DETAILS, MAX_INPUT_TEXT, MAX_LABEL, MAX_VALUE } from '../../approval/limits.ts';
import { agoIn, dateTimeIn } from '../date-time.ts';
import { personText } from '../person.ts';
import { listIn, type SurfaceNames, wordsOf } from '../surface-names.ts';
import type { Decider, Wording } from '../wording.ts';

/** A surface that is not here has its own name. */
const SURFACES: SurfaceNames = {
  slack: { name: 'Slack', via: '在 Slack 中' },
  teams: { name: 'Teams', via: '在 Teams 中' },
  teams_webhook: { name: 'Teams', via: '在 Teams 中' },
  email: { name: '电子邮件', via: '通过电子邮件' },
  web: { name: '网页', via: '在网页上' },
};
const STATUS: Record<Resolution['status'], string> = {
  approved: '已批准',
  rejected: '已拒绝',
  answered: '已答复',
  expired: '已过期',
  cancelled: '已取消',
  failed: '失败',
};

const dateTime = dateTimeIn('zh-CN');

/** Simplified Chinese. */
export const zh: Wording = {
  colon: '：',
  stop: '。',
  quoted: (text) => `“${text}”`,
  yes: ['是'],
  no: ['否'],
  title: (name) => `${name} 的审批`,
  workflow: (name) => `工作流 ${name}`,
  askedBy: (requester) => `申请人：${requester}`,
  moreDetails: (count) => `……另有 ${count} 项`,
  approve: '批准',
  reject: '拒绝',
  rejectedIt: (name) => `${name} 的审批被拒绝`,
  cause: (cause, decider) => `${cause}（${by(decider, nameIn(decider))}）${because(decider)}`,
  dateTime,
  expires: (date, when = dateTime(date)) => `截止时间：${when}`,
  ago: agoIn('zh'),
  notAllowed: {
    unknownPerson: '只有指定的人可以审批此申请，而此链接无法确认使用者的身份。请使用消息中的按钮。',
    external: '只有此应用所属组织的成员才能审批此申请。请联系其中一位，或请申请人将您列为审批人。',
    ownRequest: '此申请由您提出，必须由其他人审批。',
    maybeOwnRequest: '申请人不能审批此申请，而系统无法确认您是否为申请人。请让另一位审批人决定。',
    notApprover: '您不是此申请的审批人。请联系审批人。',
    maybeApprover: '无法确定您是否是此申请的审批人。',
  },
  notPermitted: {
    complete: (stateMachine) => `此部署无权完成 ${stateMachine} 的任务。管理员必须将其加入 stateMachines。`,
    stop: (stateMachine) => `此部署无权停止 ${stateMachine} 的执行。管理员必须将其加入 stateMachines。`,
    start: (stateMachine) =>
      `此部署无权启动 ${stateMachine} 的执行。管理员必须为此聊天背后的函数授予权限 states:StartExecution。`,
    callback: (name) => `此部署无权完成持久函数 ${name} 的回调。管理员必须将其 ARN 加入 durableFunctions。`,
  },
  keyUnusable: {
    KmsAccessDenied: (stateMachine) =>
      `${stateMachine} 的任务使用 KMS 密钥加密，而此部署无权使用该密钥。管理员必须将该密钥加入 stateMachineKeys。`,
    KmsInvalidState: (stateMachine) =>
      `${stateMachine} 的任务使用 KMS 密钥加密，而该密钥已停用或已删除。管理员必须启用该密钥。`,
  },
  elsewhere: (execution, deployment) =>
    `该执行位于账户 ${execution.account}、区域 ${execution.region}。此部署只能处理账户 ${deployment.account}、区域 ${deployment.region} 中的执行。请使用在该执行所在账户和区域中部署的 Countersign。`,
  problems: {
    noName: () => '申请没有名称。请说明申请的对象。',
    unknownApprover: (typed) =>
      `“${typed}”不是人员、用户组或电子邮件地址。请使用 @ann、@leads 或 ann@example.com 这样的写法。`,
    noAddress: (typed) => `“${typed}”不是电子邮件地址。请在上方的字段中选择人员。`,
    unknownChannel: (typed) =>
      `“${typed}”不是频道。请输入 # 并从列表中选择频道，或填写频道 ID，例如 C0123456789。`,
    otherChannel: (typed, key) => `“${typed}”是另一个应用的频道。请在其前面写 ${key}:。`,
    unusedChannel: (surface) => `此部署不在 ${nameOf(surface)} 的频道中发布。请删除该频道。`,
    leftOutChannel: (surface) =>
      `您指定了 ${nameOf(surface)} 的频道，但 surfaces 中没有 ${nameOf(surface)}。请将其加入 surfaces，或删除该频道。`,
    unknownSurface: (typed, known) => `此部署没有“${typed}”。surfaces 可填写：${known}。`,
    noSurfaces: () => 'surfaces 为空。请填写，或删除 surfaces。',
    unknownGroup: (typed) => `“${typed}”不是用户组。请在上方的字段中选择人员。`,
    groupScopeMissing: (typed) =>
      `无法查询“${typed}”：此应用缺少权限 usergroups:read。请指定人员，或填写电子邮件地址。`,
    groupsNotInPlan: (typed) =>
      `“${typed}”不可能是用户组：此 Slack 工作区的方案没有用户组。请指定人员，或填写电子邮件地址。`,
    notACount: (key, max) => `请为 ${key} 填写 1 到 ${max} 之间的整数。`,
    tooManyVotes: (votes, max) => `此申请可能需要 ${votes} 票，上限为 ${max} 票。请减少批准和拒绝的票数。`,
    twoRules: () => '“unanimous”和“approvals”不能同时使用。请只填写其中一个。',
    tooManyApprovals: (count) =>
      `只有 ${count} 人可以批准，少于所需的批准数。请减少批准数，或指定更多审批人。`,
    noApprovers: () => '审批人列表为空。请指定审批人，或删除此列表。',
    tooManyApprovers: (count) =>
      `您列出了 ${count} 位审批人，最多为 ${MAX_APPROVERS} 位。一个用户组算作一位。`,
    neitherYesNorNo: (key) => `请为 ${key} 填写 yes 或 no。`,
    neitherOptionalNorRequired: (key) => `请为 ${key} 填写 optional 或 required。`,
    repeatedKey: (key) => `“${key}”出现了两次。请只填写一次。`,
    tooManyDetails: (count) => `您填写了 ${count} 项详情，最多 ${MAX_DETAILS} 项。请合并一些。`,
    longDetail: (label) =>
      `“${label}”过长：标签最多 ${MAX_LABEL} 个字符，内容最多 ${MAX_VALUE} 个字符。请缩短，或提供链接。`,
    misplacedKey: (key) => `“${key}”有单独的字段。请从此处删除。`,
    onlyInInput: (key) => `“${key}”不能在这里填写。请自行启动状态机，并在其输入中写入 "${key}"。`,
    onlyInCommand: (key) => `“${key}”不能在表单中填写。请删除，或改用命令申请，并在其中写入 ${key}:。`,
    notADuration: (key, example) =>
      `${key} 需要不超过一年的时长，例如 30m、4h 或 2d。例如可以写：${example}。`,
    tooOften: (shortest) => `两次提醒之间至少间隔 ${shortest}。请填写更长的时长。`,
    notAnEscalation: () =>
      '请填写多久之后其他人也可以审批，以及这些人是谁，例如 escalate: 1d bob@example.com。',
    tooManyEscalations: (max) => `escalate 最多可以填写 ${max} 个时间。请减少一些。`,
    unsupportedKey: (key) => `系统不支持“${key}”，它不会生效。请删除。`,
    misspeltKey: (key, meant) => `系统不认识“${key}”。您是指 ${meant} 吗？如果不是，请换一个词。`,
  },
  cancelledBy: (who, via) => `已取消（${who}，${viaIn(via)}）`,
  already({ status, vote, cause }, ago, who) {
    const facts = [...(vote ? [by(vote, who)] : []), ...(ago ? [ago] : [])].join('，');
    const why = vote ? because(vote) : cause ? `：${cause}` : '';
    return `此前${STATUS[status]}${labelOf(vote)}${facts ? `（${facts}）` : ''}${why}。`;
  },
  resolved({ status, vote, cause, at }, who, when = at && dateTime(at)) {
    if (status === 'expired') return '已过期：未在规定时间内审批。';
    if (status === 'cancelled') return cancelled(cause);
    const facts = [...(vote ? [by(vote, who)] : []), ...(when ? [when] : [])].join('，');
    return `${STATUS[status]}${labelOf(vote)}${facts ? `（${facts}）` : ''}${vote ? because(vote) : cause ? `：${cause}` : ''}`;
  },
  nothingSent: '无法发送审批申请。',
  partlySent: '部分审批人未收到申请。',
  onlyAccepted: 'Teams 已接受申请，但不会告知申请是否已出现在频道中。如果没有收到答复，请到频道中查看。',
  notAskedOn: (surface, reason) => `${nameOf(surface)}：${reason ?? '发生错误，详情请查看日志。'}`,
  unreachable: (approver, reasons) => `无法联系 ${approver}。${reasons.join('')}`,
  votes: {
    label: '投票',
    rule: (approvals, rejections) =>
      approvals === 1 && rejections === 1
        ? '由 1 人决定。'
        : [
            approvals === undefined ? '需要所有审批人批准。' : `需要 ${approvals} 人批准。`,
            rejections === 1 ? '1 人即可拒绝。' : `需要 ${rejections} 人拒绝才会被拒绝。`,
          ].join(''),
    yours: (action) => `您的投票：${action}。在请求作出决定之前，您可以更改。`,
    unchanged: '您的投票此前已计入。',
    triedAgain: '未能立即处理。系统正在重试，约一分钟内会有消息告知您结果。',
    progress: (given, of, who) =>
      `${of === undefined ? `已有 ${given}` : `${given}/${of}`} 票批准${who.length > 0 ? `：${who.join('；')}` : ''}`,
    rejections: (given, of, who) => `${given}/${of} 票拒绝：${who.join('；')}`,
    stage: (number, of, title) => `第 ${number} 阶段，共 ${of} 个阶段${title ? `：${title}` : ''}`,
    yourTurn: (title) => `轮到您作出决定：${title}`,
    counted: '您的投票已计入。',
    needed: (approvals) => `还需要 ${approvals} 票批准。`,
    voteOn: (surfaces) => `此申请需要多票，而链接无法识别使用者。请在以下位置投票：${where(surfaces)}。`,
    maybeVoted: (who, via) =>
      `${who || '有人'}已${viaIn(via)}投票。无法确定您是否是同一个人，而每人只有一票。请在您的帐户有电子邮件地址的地方投票，或联系管理员。`,
    noRetry:
      '此请求需要多票，但其状态没有针对错误 Countersign.NextRound 的 Retry。请在状态机中添加它，然后重新发起请求。',
    expired: '在足够多的人投票之前，此请求已过期。',
  },
  notices: {
    reminder: (title) => `此申请仍在等待您的答复：${title}`,
    last: (title, when) => `最后一次提醒：此申请将于 ${when} 过期，仍在等待您的答复：${title}`,
    escalation: (title) => `此申请仍在等待，因此您也可以审批：${title}`,
    reminderSubject: (title) => `提醒：${title}`,
    escalationSubject: (title) => `您现在也可以审批：${title}`,
  },
  inputs: {
    yes: '是',
    no: '否',
    choose: '请选择',
    optional: '选填',
    noAnswer: '不回答',
    incomplete: '尚未作出决定：有些内容缺失或不正确。请更正后再次按下按钮。',
    problems: {
      missing: () => '此项为必填，请填写。',
      noNumber: () => '这不是数字。请使用数字和小数点，例如 1.5。',
      tooManyDigits: () => '这个数字的位数过多，无法准确保存。请填写不超过 15 位的数字。',
      noOption: ({ options = [] }) => `这不在选项之中。请选择以下之一：${options.join('、')}。`,
      noDate: () => '这不是日期。请填写年、月、日，例如 2026-11-28。',
      neitherYesNorNo: () => '请回答“是”或“否”。',
      tooLong: () => `内容过长，最多 ${MAX_INPUT_TEXT} 个字符。`,
    },
  },
  delegation: {
    button: '委托',
    title: '委托',
    person: '由谁代您决定？',
    orAddress: '或电子邮件地址',
    submit: '委托',
    done: (to) => `现在由 ${to} 代您决定。`,
    fromTo: (from, to) => `${from} → ${to}`,
    hasDelegated: (to) => `您已委托此请求：由 ${to} 代您决定。`,
    off: '此请求不能委托。',
    unknownPerson: '请指定一个人：此聊天中的人员，或一个电子邮件地址。',
    toSelf: '您不能委托给自己。请指定其他人。',
    circle: '此人已委托该请求。请指定其他人。',
    toRequester: '申请人不得作出决定。请指定其他人。',
    notApprover: '只有此请求的其他审批人可以代您决定。请指定其中一人。',
    ownVote: '您已投票，因此不能委托。您仍可更改您的投票。',
    voted: '此人已投票。请指定其他人。',
    tooFew: '这样能批准的人就太少了。请指定一位尚不是审批人的人。',
    youDecide: (from, title) => `${from} 请您代为决定：${title}`,
  },
  mail: {
    requestSubject: (title) => `需要审批：${title}`,
    hello: '您好：',
    asked: (title, requester) => `${title}（申请人：${requester}）正在等待审批。`,
    waiting: (requester) =>
      requester ? `${requester} 提出的申请正在等待审批。` : '有一项申请正在等待审批。',
    wrote: (requester) => (requester ? `${requester} 填写的内容：` : '申请人填写的内容：'),
    linksConfirm: '每个链接都会打开一个页面，页面上只有一个按钮。按下按钮后才会作出决定。',
    linksDecide: '打开链接即立即作出决定。',
    asksFirst: (answers) => `选择以下答复前，页面会要求填写信息：${listIn('zh', answers)}。`,
    recipient: (address) => `这些链接仅供 ${address} 使用，并以该地址的名义作出决定。`,
    noLinks: (surfaces) => `只有指定的人可以审批此申请。他们已收到申请（${where(surfaces)}）。`,
    notRequester: (surfaces) => `除申请人外，任何人都可以审批此申请（${where(surfaces)}）。`,
    yourTurn: '之前的阶段均已批准，现在轮到您作出决定。',
    inPlaceOf: (approver = '一位审批人') => `${approver} 请您代为决定。`,
    withheld: {
      shared: (surfaces) => `此邮件不含链接，因为其他人也可能收到这些链接。请${where(surfaces)}作出决定。`,
      tooLong: (surfaces) => `此邮件不含链接，因为链接过长，无法放入邮件。请${where(surfaces)}作出决定。`,
    },
    tooLong: '申请过长，无法放入链接。请缩短标题或详情。',
    noAddress: '只有电子邮件地址才能收到电子邮件。',
    notSubscribed: '此地址未订阅该主题。请订阅，或指定其他审批人。',
    notConfirmed: '此地址尚未确认订阅。请在 AWS 的电子邮件中确认。',
    shared: '其他人也会收到发给此地址的链接。请管理员更正该主题的订阅。',
    maybeShared: '无法确定还有谁会收到发给此地址的链接。请管理员检查该主题的订阅。',
    bounced: '邮件被退回：对方的邮件服务器没有接收。请检查地址，或指定其他审批人。',
    complained: '收件人将邮件标记为垃圾邮件，此地址可能不再收到邮件。请用其他方式联系，或指定其他审批人。',
    refused: '邮件服务拒绝了这封邮件。管理员可以在日志中找到原因。',
    noRecipients: '没有为未指定审批人的申请配置邮件地址。请用电子邮件地址指定审批人。',
    excluded: {
      requester: '此人是申请人，不能审批。请指定其他审批人。',
      maybeRequester: '此人可能是申请人，而申请人不能审批。请提供申请人的地址（requester_email）。',
    },
    undecidable:
      '没有审批人可以通过电子邮件审批。请用电子邮件地址指定审批人；如果申请人不能审批，还请提供申请人的地址（requester_email）。',
    resolvedSubject: (title, status) => `${STATUS[status]}：${title}`,
    complete: '您的任务已完成。',
    rejected: (cause) => (cause ? `您的任务已被拒绝：${cause}` : '您的任务已被拒绝。'),
    expired: '您的任务未在规定时间内得到审批。',
    cancelled: '您的任务已被取消。',
    failed: (cause) => (cause ? `您的任务失败：${cause}` : '您的任务失败。'),
  },
  page: {
    requester: '申请人',
    recipient: '您的身份',
    callbackQuestion: (action) => `发送回复“${action}”？`,
    callbackButton: (action) => `发送“${action}”`,
    reason: '理由',
    comment: '备注',
    typeToConfirm: (text) => `请输入“${text}”以确认`,
    optional: '可选',
    required: '必填',
    accepted: '回复已接受',
    approved: '已批准',
    rejected: '已拒绝',
    answered: '已答复',
    acceptedNote: '您可以关闭此页面。',
    alreadyDecided: '已审批',
    stillDecidable: '按下按钮后才会作出决定。',
    refused: '此链接无法使用',
    notForYou: '您不能审批此申请',
    noAnswer: '尚无结果',
    reasons: {
      DecryptionUnsupported: '此链接或按钮已加密，而此服务无法读取。请告知发送者。',
      EncryptionRequired: '此链接或按钮未加密，而此服务只接受加密的内容。请向发送者索取新的链接。',
      CommentRequired: '此申请需要备注。请填写备注，然后再次审批。',
      AskedAgain: '此次未作出决定：打开此页面后，该请求又重新发出。请阅读后再次审批。',
      ConfirmationRequired: '尚未作出决定：输入的文字与显示的不一致。请输入显示的文字，然后再次审批。',
      InvalidJSON: '请求正文不是 JSON。',
      InvalidJsonPath: '此链接创建有误。请向发送者索取新的链接。',
      InvalidPostActionBody: '回复与预期的任何答案都不相符。',
      InvalidPostActionOutcome: '此链接创建有误。请向发送者索取新的链接。',
      InvalidRequest: '此链接供程序使用。程序以 POST 发送 JSON 格式的回复。',
      OutputFormatting: '地址的一部分缺失或有误。请按收到时的样子打开链接。',
      ParametersDisabled: '此服务不再接受这类链接。请向发送者索取新的链接。',
      PostActionsDisabled: '此服务不再接受这类链接。请向发送者索取新的链接。',
      NextRoundPending: '刚刚有另一个人作出了答复，您的答复尚未计入。请稍后再按一次。',
      TooManyRounds: '投票次数过多，无法再更改投票。其他人仍可投票。',
      HistoryUnavailable: '目前无法查询此申请。请一分钟后再次打开链接，或在显示此申请的聊天中作出决定。',
      ServiceError: '我们这边发生了错误。请再次打开链接，查看您的回复是否已记录。',
      ActionMismatched: '地址已被更改。请按收到时的样子打开链接。',
      ExpiredPayload: '此申请已过期。请联系申请人。',
      StepFunctionsError: '工作流未接受此回复。请查看申请的结果。',
      InvalidPayload: '此链接或按钮不是由我们创建的，或缺少一部分。请按收到时的样子使用。',
    },
    gone: '不再等待',
    goneNote: '此申请已审批完毕，或期限已过。',
    expired: (date) => `审批期限已于 ${dateTime(date)} 结束。`,
    transaction: (id) => `事务编号：${id}`,
  },
  chat: {
    pending: '等待审批',
    approvers: (who) => `审批人：${who}`,
    startedOn: (title, surfaces) => `已提出申请：${title}。它仅显示在：${surfaces}。`,
    startedIn: (title, channel) => `已提出申请：${title}。它将出现在 ${channel}。`,
    mayDecide: (who, notYou) =>
      who === undefined ? '除您以外，任何人都可以审批。' : `审批人：${who}${notYou ? '（您除外）' : ''}。`,
    requestForm: {
      title: '申请审批',
      submit: '提交',
      name: '申请的对象是什么？',
      namePlaceholder: '商店 1.2 版的发布',
      details: '详情',
      detailsHint: '每行一项，例如 环境：生产',
      approvers: '谁可以审批？',
      approversHint: '如果此字段和下一个字段都为空，看到申请的每个人都可以审批。',
      approvals: '需要多少人批准？',
      approvalsHint: '如果留空，一人批准即可。',
      everyApprover: '所有审批人',
      channel: '频道',
      channelHint: '如果留空，申请将出现在默认频道中。',
      policy: '选项',
      notSelf: '我不能审批自己的申请',
      confirm: '批准前要求确认',
      comment: '审批时必须填写备注',
    },
    startWhat: (command) => `申请的对象是什么？请输入 ${command} start <名称>。`,
    unknown: (subcommand, command) => `“${subcommand}”不是 ${command} 的命令。可用的命令：`,
    failed: (reason = '请稍后再试。') => `操作未成功，没有更改任何内容。${reason}`,
    unsure: (command) =>
      `无法确定操作是否成功。再次尝试之前，请查看消息，或输入 ${command} status <执行名称>。`,
    unsureStarted: (command) =>
      `无法确定操作是否成功。再次尝试之前，请输入 ${command} list，查看申请是否已在其中。`,
    tookLong: '耗时过长。请再试一次。',
    refused: (reason) => `未被接受。${reason}`,
    noneWaiting: '没有等待审批的申请。',
    waiting: '等待审批的申请，最新的在前：',
    newestOnly: (count) => `每个状态机只检查了最新的 ${count} 个执行。`,
    machinesOnly: (count) => `只检查了 ${count} 个状态机。`,
    unreadMachines: (names) => `无法读取以下状态机：${names}。详情见日志。`,
    unreadExecutions: (count) => `有 ${count} 个执行无法读取。请稍后重试。`,
    uncheckedRequests: (count) =>
      `有 ${count} 个申请未在此显示，因为我们无法确定您是否为审批人。请在申请所在的频道中查看，或稍后重试。`,
    whichExecution: (command, subcommand) =>
      `哪一个？请输入 ${command} ${subcommand} <执行名称>；${command} list 会显示名称。`,
    noSuchExecution: '此执行不存在，或没有审批申请。',
    membersOnly: '只有该申请所在频道的成员才能查看和审批。如果您是成员，请在该频道中操作。',
    notWaiting: '此申请不再等待审批。',
    mayNotCancel: '只有申请人和审批人可以取消此申请。',
    cancelled: (title) => `已取消：${title}。`,
    confirmApprove: {
      title: '批准？',
      text: (title) => `${title} 将立即继续。`,
      yes: '批准',
      no: '暂不',
    },
    rejectModal: {
      title: '拒绝',
      submit: '拒绝',
      close: '保持等待',
      reason: '理由',
      placeholder: '需要更改什么？',
    },
    approveModal: {
      title: '批准',
      submit: '批准',
      close: '保持等待',
      reason: '备注',
      placeholder: '为什么可以批准？',
    },
    cancelModal: {
      title: '取消此申请？',
      submit: '取消申请',
      close: '保持等待',
      text: (title) => `这会停止“${title}”的执行，之后无法再作出决定。`,
    },
  },
  teams: {
    webhook: {
      undecidable:
        '通过 Teams 的 Webhook 只能审批只需一票且任何人都可以审批的申请：其链接不检查使用者的身份。',
      gone: 'Teams 的 Webhook 不再接受申请。请启用其工作流，或将新的 URL 保存到部署的机密中。',
      refused:
        'Teams 的 Webhook 的工作流拒绝了申请。请检查工作流是否已启用，以及部署的 teamsWebhookBody 是否符合其要求。',
      tooLong: '申请过长，无法通过 Teams 的 Webhook 发送。请缩短标题或详情。',
    },
    obstacles: {
      noAccess:
        'Microsoft Entra ID 不再接受机器人的客户端密码。请为其应用注册创建新密码，并保存到部署的机密中。',
      notInstalled: '该频道所属的团队没有安装此应用。请在该团队中安装，或选择其他团队的频道。',
      noChannel: '频道不存在或已被删除。请选择另一个频道。',
      tooLong: '申请过长，无法放入消息。请缩短详情。',
      unknownRequester:
        '申请人不能审批，而应用无法在团队中找到申请人。请将申请人加入团队，或提供申请人的对象 ID（requester_id: aad:…）。',
    },
    unreachable: {
      noPerson: '团队中没有使用此地址或 ID 的成员。请将其加入团队，或指定其他审批人。',
      notInstalled: '此人不在团队中，也没有安装此应用。请将其加入团队，或请其安装应用。',
      guest: '此人是来宾，来宾必须以对象 ID（aad:…）指定。请以此方式指定，或指定其他审批人。',
      requester: '此人是申请人，不能审批。请指定其他审批人。',
    },
    notAsked: '无法在个人聊天中发送消息。请将其加入团队，或指定其他审批人。',
    unknownAddress: (address) =>
      `在 Teams 中，团队里没有成员使用地址 ${address}。请让申请人改为提供此人的对象 ID（aad:…）。`,
    usualChannel: '常用频道',
    channelNotSet:
      '没有发起任何申请：尚未设置发布申请的频道。请在团队中安装应用；应用会在那里告知频道 ID，用于设置部署的 teamsChannel。',
    namedChannel: '您指定的频道',
    unknownChannel: '这不是 Teams 频道。请在 Teams 中复制频道链接，或填写频道 ID，例如 19:…@thread.tacv2。',
    channelNotAllowed: (channel) =>
      `频道 ${channel} 不能用于审批申请。请选择另一个频道，或请管理员将其加入 teamsChannels。`,
    installed: (channel) => `应用已安装。如需在此处发布申请，请将部署的 teamsChannel 设置为 ${channel}。`,
    welcome: (command) => `应用已为您安装。您可以审批的申请会在这里通知您。输入 ${command} 查看其他功能。`,
    help: (command) =>
      [
        `${command}start <名称> [key: value …] – 申请审批；每个 key: value 成为一项详情`,
        '    approvers: ann@example.com, @Ben – 只有他们可以审批',
        '    self_approval: no – 您不能自己审批；confirm: yes – 批准前需要确认',
        '    remind: 4h, 1d – 4 小时后提醒，之后每天提醒；escalate: 1d @Cleo – 一天后他们也可以审批',
        '    channel: <频道链接> – 发布到此频道，而不是默认频道；surfaces: teams, email – 只在这些位置显示',
        '    comment: required – 审批必须填写意见；comment: optional – 可以填写意见',
        `${command}start – 用表单申请审批`,
        `${command}list – 等待审批的申请`,
        `${command}status <执行> – 申请的状态`,
        `${command}cancel <执行> – 取消申请`,
        `${command}help – 本说明`,
      ].join('\n'),
    requestForm: {
      others: '也可以审批的电子邮件地址',
      othersHint: '例如 bob@example.com',
      approvals: '需要多少人批准？',
      approvalsHint: '1、其他数字，或“全部”（每位审批人）',
      channelPlaceholder: '频道的链接或 ID',
      general: '常规',
      onlyFrom: (name) => `只有 ${name} 可以提交此表单。`,
      notYours: (command) => `这是其他人的表单。请输入 ${command} 获取您自己的表单。`,
    },
    next: '下一步',
    onlyThisChannel: '此处只显示本频道的申请。如需查看其他申请，请在与应用的聊天中查询。',
    hidden: '部分申请未显示，因为 Teams 没有告知您是否在其频道中。请稍后重试。',
  },
  slack: {
    linksInThread: '审批链接在消息列中。',
    obstacles: {
      noAccess: 'Slack 不再接受应用的令牌。请重新安装应用，并保存新的令牌。',
      tooLong: '申请过长，无法放入按钮。请减少审批人。',
      unknownRequester:
        '申请人不能审批，而应用无法通过其地址在 Slack 中找到申请人。请提供申请人的 Slack ID（requester_id），或 Slack 已知的地址。',
      noPermission: 'Slack 不允许应用执行此操作。请按清单中的权限重新安装应用，或请工作区管理员允许此操作。',
      notVisible: '应用在 Slack 中看不到此帐户。请工作区管理员允许此操作。',
      messageTooLong: '申请过长，无法放入消息。请缩短详情。',
    },
    channelObstacles: {
      notInvited: (channel, app) => `应用不在频道 ${channel} 中。请在频道中邀请它：/invite @${app}。`,
      noChannel: (channel) =>
        `频道 ${channel} 不存在、已归档，或为私人频道且应用不在其中。请在频道中邀请应用，或选择另一个频道。`,
      restricted: (channel) =>
        `只有指定的人可以在频道 ${channel} 发布消息。请允许应用发布，或选择另一个频道。`,
      threadsOnly: (channel) => `频道 ${channel} 只接受消息列中的回复。请选择另一个频道。`,
      notAllowed: (channel) =>
        `频道 ${channel} 不能用于审批申请。请选择另一个频道，或请管理员将其加入 slackChannels。`,
    },
    scopeMissing: (scopes) => `应用缺少权限 ${scopes}。请为应用添加该权限，并重新安装应用。`,
    unreachable: {
      noAccount: '没有此帐户。请指定其他审批人。',
      deactivated: '此帐户已停用。请指定其他审批人。',
      bot: '此帐户是机器人。请指定一个人。',
      noGroup: '没有此用户组。请指定其他审批人。',
      emptyGroup: '此用户组没有成员。请添加成员，或指定其他审批人。',
      groupsNotInPlan: '此工作区的方案没有用户组。请指定人员。',
      requester: '此人是申请人，不能审批。请指定其他审批人。',
      onlyRequester: '此用户组除申请人外没有其他成员，而申请人不能审批。请添加成员，或指定其他审批人。',
    },
    notAsked: {
      failed: '无法发送私信。请邀请此审批人加入频道，或指定其他审批人。',
      tooMany: '一个申请最多以私信发送给 25 人。请邀请此审批人加入频道，或减少审批人。',
    },
    otherCommand: (given, command) =>
      `此应用的命令是 ${given}，而其部署的命令是 ${command}。管理员必须将 slackCommand 设置为 ${given}，或将应用的命令改为 ${command}。`,
    help: (command) =>
      [
        `${command} start <名称> [key: value …] – 申请审批；每个 key: value 成为一项详情`,
        '    approvers: @ann, @leads, bob@example.com – 只有他们可以审批',
        '    approvals: 2 – 需要这么多人批准；unanimous: yes – 需要所有审批人批准；rejections: 2 – 这么多人拒绝即为拒绝',
        '    self_approval: no – 您不能审批自己的申请；confirm: yes – 批准前要求确认',
        '    remind: 4h, 1d – 4 小时后提醒，之后每天提醒；escalate: 1d @leads – 一天后他们也可以审批',
        '    channel: #releases – 发布到此频道，而不是默认频道；surfaces: slack, email – 只在这些位置显示',
        '    comment: required – 审批时必须填写备注；comment: optional – Slack 会询问备注',
        `${command} list – 等待审批的申请`,
        `${command} status <执行名称> – 申请的状态`,
        `${command} cancel <执行名称> – 取消申请`,
        `${command} help – 此说明`,
      ].join('\n'),
    answerFollows: '这需要一点时间。结果稍后在此显示。',
    formNotOpened: '表单未能及时打开，尚未作出任何决定。请稍后再按一次按钮。',
    openLink: (label) => `在网页上${label}`,
    goTo: '查看消息',
    hidden:
      '部分申请未在此显示，因为我们无法确定您是否在其频道中。请在这些频道中查看。管理员可以为应用添加权限 channels:read 和 groups:read。',
    requestModal: {
      close: '关闭',
      others: '也可以审批的用户组和电子邮件地址',
      othersHint: '例如 @leads, bob@example.com',
    },
    notice: { title: '审批', close: '关闭' },
    home: {
      waiting: '等待您审批',
      nothingWaiting: '没有等待您审批的申请。',
      decided: '您最近的审批',
      nothingDecided: '您最近没有审批任何申请。',
      moreWaiting: (command) => `还有更多申请：${command} list`,
    },
  },
};

/** The cause is `cancelledBy`'s, or that of a person who stopped the execution elsewhere. */
function cancelled(cause: string | undefined): string {
  if (!cause) return '已取消：执行已停止。';
  return cause.startsWith(STATUS.cancelled) ? `${cause}。` : `${STATUS.cancelled}：${cause}`;
}

/** In a cause, the account stands beside the sentence, in `decision`. */
function nameIn({ who: { name, email } }: Decider): string | undefined {
  return name ?? email;
}

function by({ via, who: person }: Decider, who = personText(person)): string {
  return who ? `${who}，${viaIn(via)}` : viaIn(via);
}

function nameOf(surface: string): string {
  return wordsOf(SURFACES, surface)?.name ?? surface;
}

function viaIn(surface: string): string {
  return wordsOf(SURFACES, surface)?.via ?? `通过 ${surface}`;
}

function where(surfaces: readonly string[]): string {
  return listIn('zh', surfaces.map(viaIn));
}

function because({ comment }: Decider): string {
  return comment ? `：${comment}` : '';
}

/** The answer, if the request has custom answers. */
function labelOf(vote: Decider | undefined): string {
  return vote?.label === undefined ? '' : `（${vote.label}）`;
}
