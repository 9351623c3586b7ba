import type { Resolution } from '../../approval/approval.ts';
import { MAX_APPROVERS } from '../../approval/approvers.ts';
import { MAX_DETAILS, MAX_INPUT_TEXT, MAX_LABEL, MAX_VALUE } from '../../approval/limits.ts';
import { agoIn, dateTimeIn } from '../date-time.ts';
import { personText } from '../person.ts';
import { listIn, type SurfaceNames, wordsOf } from '../surface-names.ts';
import type { Decider, Wording } from '../wording.ts';

/** A surface that is not here has its own name. */
const SURFACES: SurfaceNames = {
  slack: { name: 'Slack', via: 'in Slack' },
  teams: { name: 'Teams', via: 'in Teams' },
  teams_webhook: { name: 'Teams', via: 'in Teams' },
  email: { name: 'E-Mail', via: 'per E-Mail' },
  web: { name: 'Browser', via: 'im Browser' },
};
const STATUS: Record<Resolution['status'], string> = {
  approved: 'Genehmigt',
  rejected: 'Abgelehnt',
  answered: 'Beantwortet',
  expired: 'Abgelaufen',
  cancelled: 'Abgebrochen',
  failed: 'Fehlgeschlagen',
};

const dateTime = dateTimeIn('de-DE');

export const de: Wording = {
  colon: ': ',
  stop: '.',
  quoted: (text) => `„${text}“`,
  yes: ['ja'],
  no: ['nein'],
  title: (name) => `Freigabe für ${name}`,
  workflow: (name) => `dem Ablauf ${name}`,
  askedBy: (requester) => `Angefragt von ${requester}`,
  moreDetails: (count) => `… und ${count} weitere`,
  approve: 'Genehmigen',
  reject: 'Ablehnen',
  rejectedIt: (name) => `${name} hat abgelehnt`,
  cause: (cause, decider) => `${cause} (${by(decider, nameIn(decider))})${because(decider)}`,
  dateTime,
  expires: (date, when = dateTime(date)) => `Läuft ab am ${when}`,
  ago: agoIn('de'),
  notAllowed: {
    unknownPerson:
      'Nur bestimmte Personen können hier entscheiden, und dieser Link zeigt nicht, wer ihn benutzt. Bitte die Schaltflächen der Nachricht benutzen.',
    external:
      'Nur Personen der Organisation, zu der diese App gehört, können hier entscheiden. Bitte eine dieser Personen um die Entscheidung bitten, oder den Antragsteller, Sie als Genehmiger zu nennen.',
    ownRequest: 'Sie haben diese Anfrage gestellt. Eine andere Person muss entscheiden.',
    maybeOwnRequest:
      'Der Antragsteller kann hier nicht entscheiden, und wir können nicht feststellen, ob Sie der Antragsteller sind. Bitte einen anderen Genehmiger um die Entscheidung bitten.',
    notApprover:
      'Sie sind kein Genehmiger dieser Anfrage. Bitte einen Genehmiger um die Entscheidung bitten.',
    maybeApprover: 'Wir können nicht feststellen, ob Sie ein Genehmiger dieser Anfrage sind.',
  },
  notPermitted: {
    complete: (stateMachine) =>
      `Diese Installation darf keine Tasks von ${stateMachine} abschließen. Ein Administrator muss es in stateMachines eintragen.`,
    stop: (stateMachine) =>
      `Diese Installation darf keine Ausführungen von ${stateMachine} beenden. Ein Administrator muss es in stateMachines eintragen.`,
    start: (stateMachine) =>
      `Diese Installation darf keine Ausführungen von ${stateMachine} starten. Ein Administrator muss der Funktion hinter diesem Chat die Berechtigung states:StartExecution geben.`,
    callback: (name) =>
      `Diese Installation darf keine Callbacks der Durable Function ${name} abschließen. Ein Administrator muss ihren ARN in durableFunctions eintragen.`,
  },
  keyUnusable: {
    KmsAccessDenied: (stateMachine) =>
      `Tasks von ${stateMachine} sind mit einem KMS-Schlüssel verschlüsselt, den diese Installation nicht verwenden darf. Ein Administrator muss den Schlüssel in stateMachineKeys eintragen.`,
    KmsInvalidState: (stateMachine) =>
      `Tasks von ${stateMachine} sind mit einem KMS-Schlüssel verschlüsselt, der deaktiviert oder gelöscht ist. Ein Administrator muss den Schlüssel aktivieren.`,
  },
  elsewhere: (execution, deployment) =>
    `Die Ausführung ist im Konto ${execution.account}, Region ${execution.region}. Diese Installation arbeitet nur im Konto ${deployment.account}, Region ${deployment.region}. Bitte eine Installation von Countersign im Konto und in der Region der Ausführung benutzen.`,
  problems: {
    noName: () => 'Die Anfrage hat keinen Namen. Bitte angeben, für wen oder was sie ist.',
    unknownApprover: (typed) =>
      `„${typed}“ ist keine Person, keine Gruppe und keine E-Mail-Adresse. Bitte @ann, @leads oder ann@example.com schreiben.`,
    noAddress: (typed) => `„${typed}“ ist keine E-Mail-Adresse. Bitte Personen im Feld darüber auswählen.`,
    unknownChannel: (typed) =>
      `„${typed}“ ist kein Kanal. Bitte # schreiben und den Kanal aus der Liste wählen oder seine ID angeben, etwa C0123456789.`,
    otherChannel: (typed, key) =>
      `„${typed}“ ist ein Kanal einer anderen App. Bitte ${key}: davor schreiben.`,
    unusedChannel: (surface) =>
      `Diese Installation veröffentlicht nichts in Kanälen von ${nameOf(surface)}. Bitte den Kanal weglassen.`,
    leftOutChannel: (surface) =>
      `Sie haben einen Kanal von ${nameOf(surface)} angegeben, aber ${nameOf(surface)} fehlt bei surfaces. Bitte dort ergänzen oder den Kanal weglassen.`,
    unknownSurface: (typed, known) =>
      `„${typed}“ gibt es in dieser Installation nicht. Bei surfaces ist möglich: ${known}.`,
    noSurfaces: () => 'Die Liste bei surfaces ist leer. Bitte etwas angeben oder surfaces weglassen.',
    unknownGroup: (typed) => `„${typed}“ ist keine Gruppe. Personen bitte im Feld darüber auswählen.`,
    groupScopeMissing: (typed) =>
      `Die App kann „${typed}“ nicht nachschlagen, weil ihr die Berechtigung usergroups:read fehlt. Bitte Personen oder E-Mail-Adressen angeben.`,
    groupsNotInPlan: (typed) =>
      `„${typed}“ kann keine Gruppe sein, weil der Tarif dieses Slack-Workspace keine hat. Bitte Personen oder E-Mail-Adressen angeben.`,
    notACount: (key, max) => `Schreiben Sie für ${key} eine ganze Zahl von 1 bis ${max}.`,
    tooManyVotes: (votes, max) =>
      `Die Anfrage kann ${votes} Stimmen brauchen; höchstens ${max} sind möglich. Bitte die Zahlen der Genehmigungen und Ablehnungen verringern.`,
    twoRules: () => '„unanimous“ und „approvals“ schließen einander aus. Bitte nur eines davon angeben.',
    tooManyApprovals: (count) =>
      `Nur ${count} Personen können genehmigen. Das sind weniger als die verlangten Genehmigungen. Verlangen Sie weniger, oder nennen Sie mehr Genehmiger.`,
    noApprovers: () =>
      'Die Liste der Genehmiger ist leer. Bitte einen Genehmiger angeben oder die Liste weglassen.',
    tooManyApprovers: (count) =>
      `Sie haben ${count} Genehmiger angegeben; höchstens ${MAX_APPROVERS} sind möglich. Eine Gruppe zählt als einer.`,
    neitherYesNorNo: (key) => `Bei ${key} bitte ja oder nein angeben.`,
    neitherOptionalNorRequired: (key) => `Bei ${key} bitte optional oder required angeben.`,
    repeatedKey: (key) => `„${key}“ ist zweimal angegeben. Bitte nur einmal angeben.`,
    tooManyDetails: (count) =>
      `Sie haben ${count} Angaben gemacht; höchstens ${MAX_DETAILS} sind möglich. Bitte einige zusammenfassen.`,
    longDetail: (label) =>
      `„${label}“ ist zu lang: Eine Bezeichnung hat höchstens ${MAX_LABEL} Zeichen, ihr Text ${MAX_VALUE}. Bitte kürzen oder einen Link angeben.`,
    misplacedKey: (key) => `Für „${key}“ gibt es ein eigenes Feld. Bitte hier löschen.`,
    onlyInInput: (key) =>
      `„${key}“ kann hier nicht eingegeben werden. Starten Sie die State Machine selbst, mit "${key}" in ihrer Eingabe.`,
    onlyInCommand: (key) =>
      `„${key}“ kann in einem Formular nicht angegeben werden. Bitte entfernen, oder mit dem Befehl anfragen, mit ${key}: darin.`,
    notADuration: (key, example) =>
      `${key} braucht Zeitangaben von höchstens einem Jahr, wie 30m, 4h oder 2d. Schreiben Sie zum Beispiel ${example}.`,
    tooOften: (shortest) =>
      `Von einer Erinnerung zur nächsten vergehen mindestens ${shortest}. Bitte eine längere Dauer angeben.`,
    notAnEscalation: () =>
      'Schreiben Sie, nach welcher Zeit auch andere entscheiden können und wer das ist, zum Beispiel escalate: 1d bob@example.com.',
    tooManyEscalations: (max) => `Für escalate sind höchstens ${max} Zeiten möglich. Bitte einige weglassen.`,
    unsupportedKey: (key) => `„${key}“ wird nicht unterstützt und hätte keine Wirkung. Bitte entfernen.`,
    misspeltKey: (key, meant) =>
      `„${key}“ ist nicht bekannt. Meinten Sie ${meant}? Sonst bitte ein anderes Wort wählen.`,
  },
  cancelledBy: (who, via) => `Abgebrochen von ${who} ${viaIn(via)}`,
  already({ status, vote, cause }, ago, who) {
    const when = ago ? `, ${ago}` : '';
    return `Schon ${STATUS[status].toLowerCase()}${labelOf(vote)}${vote ? ` ${by(vote, who)}` : ''}${when}${vote ? because(vote) : cause ? `: ${cause}` : ''}.`;
  },
  resolved({ status, vote, cause, at }, who, when = at && dateTime(at)) {
    if (status === 'expired') return 'Abgelaufen: Es wurde nicht rechtzeitig entschieden.';
    if (status === 'cancelled') return cancelled(cause);
    const then = when ? `, ${when}` : '';
    if (vote) return `${STATUS[status]}${labelOf(vote)} ${by(vote, who)}${then}${because(vote)}`;
    return `${STATUS[status]}${then}${cause ? `: ${cause}` : ''}`;
  },
  nothingSent: 'Die Anfrage konnte nicht verschickt werden.',
  partlySent: 'Die Anfrage hat nicht alle Genehmiger erreicht.',
  onlyAccepted:
    'Teams hat die Anfrage angenommen, meldet aber nicht, ob sie im Kanal steht. Bitte dort nachsehen, wenn keine Antwort kommt.',
  notAskedOn: (surface, reason) =>
    `${nameOf(surface)}: ${reason ?? 'Etwas ist schiefgegangen. Die Einzelheiten stehen im Protokoll.'}`,
  unreachable: (approver, reasons) => `${approver} ist nicht erreichbar. ${reasons.join(' ')}`,
  votes: {
    label: 'Stimmen',
    rule: (approvals, rejections) =>
      approvals === 1 && rejections === 1
        ? 'Eine Person entscheidet.'
        : [
            approvals === undefined
              ? 'Alle Genehmiger müssen genehmigen.'
              : `${approvals} ${approvals === 1 ? 'Person muss' : 'Personen müssen'} genehmigen.`,
            rejections === 1
              ? '1 Person kann ablehnen.'
              : `Nur ${rejections} Personen zusammen können ablehnen.`,
          ].join(' '),
    yours: (action) => `Ihre Stimme: ${action}. Sie können sie ändern, bis die Anfrage entschieden ist.`,
    unchanged: 'Ihre Stimme zählte schon.',
    triedAgain:
      'Das ging nicht sofort. Es wird weiter versucht, und Sie erhalten in etwa einer Minute eine Nachricht mit dem Ergebnis.',
    progress: (given, of, who) =>
      `${given}${of === undefined ? '' : ` von ${of}`} ${of === 1 || (of === undefined && given === 1) ? 'Genehmigung' : 'Genehmigungen'}${who.length > 0 ? `: ${who.join('; ')}` : ''}`,
    rejections: (given, of, who) =>
      `${given} von ${of} ${of === 1 ? 'Ablehnung' : 'Ablehnungen'}: ${who.join('; ')}`,
    stage: (number, of, title) => `Stufe ${number} von ${of}${title ? `: ${title}` : ''}`,
    yourTurn: (title) => `Jetzt entscheiden Sie: ${title}`,
    counted: 'Ihre Stimme zählt.',
    needed: (approvals) =>
      approvals === 1 ? 'Es fehlt noch 1 Genehmigung.' : `Es fehlen noch ${approvals} Genehmigungen.`,
    voteOn: (surfaces) =>
      `Diese Anfrage braucht mehr als eine Stimme, und ein Link würde nicht zeigen, wer ihn benutzt. Bitte ${where(surfaces)} abstimmen.`,
    maybeVoted: (who, via) =>
      `${who || 'Eine Person'} hat ${viaIn(via)} abgestimmt. Es ist nicht bekannt, ob Sie dieselbe Person sind, und jede Person hat eine Stimme. Stimmen Sie dort ab, wo Ihr Konto Ihre E-Mail-Adresse hat, oder fragen Sie einen Administrator.`,
    noRetry:
      'Diese Anfrage braucht mehr als eine Stimme, aber ihr Zustand hat kein Retry für den Fehler Countersign.NextRound. Ergänzen Sie es in der State Machine, und starten Sie die Anfrage erneut.',
    expired: 'Die Anfrage ist abgelaufen, bevor genug Personen abgestimmt haben.',
  },
  notices: {
    reminder: (title) => `Diese Anfrage wartet noch auf Ihre Antwort: ${title}`,
    last: (title, when) =>
      `Letzte Erinnerung: Diese Anfrage läuft am ${when} ab. Sie wartet noch auf Ihre Antwort: ${title}`,
    escalation: (title) => `Diese Anfrage wartet noch. Deshalb können auch Sie entscheiden: ${title}`,
    reminderSubject: (title) => `Erinnerung: ${title}`,
    escalationSubject: (title) => `Auch Sie können jetzt entscheiden: ${title}`,
  },
  inputs: {
    yes: 'Ja',
    no: 'Nein',
    choose: 'Auswählen',
    optional: 'optional',
    noAnswer: 'Keine Angabe',
    incomplete:
      'Noch ist nichts entschieden: Einige Angaben fehlen oder stimmen nicht. Bitte korrigieren und noch einmal auf die Schaltfläche klicken.',
    problems: {
      missing: () => 'Eine Angabe fehlt. Bitte ergänzen.',
      noNumber: () => 'Das ist keine Zahl. Bitte Ziffern und einen Punkt verwenden, zum Beispiel 1.5.',
      tooManyDigits: () =>
        'Diese Zahl hat zu viele Ziffern, um genau gespeichert zu werden. Bitte höchstens 15 Ziffern verwenden.',
      noOption: ({ options = [] }) =>
        `Das steht nicht zur Auswahl. Bitte eine dieser Möglichkeiten wählen: ${options.join(', ')}.`,
      noDate: () => 'Das ist kein Datum. Bitte Jahr, Monat und Tag angeben, zum Beispiel 2026-11-28.',
      neitherYesNorNo: () => 'Bitte mit Ja oder Nein antworten.',
      tooLong: () => `Das ist zu lang. Höchstens ${MAX_INPUT_TEXT} Zeichen sind möglich.`,
    },
  },
  delegation: {
    button: 'Delegieren',
    title: 'Delegieren',
    person: 'Wer entscheidet an Ihrer Stelle?',
    orAddress: 'Oder eine E-Mail-Adresse',
    submit: 'Delegieren',
    done: (to) => `${to} entscheidet jetzt an Ihrer Stelle.`,
    fromTo: (from, to) => `${from} → ${to}`,
    hasDelegated: (to) => `Sie haben dies delegiert: ${to} entscheidet an Ihrer Stelle.`,
    off: 'Diese Anfrage kann nicht delegiert werden.',
    unknownPerson: 'Nennen Sie eine Person: eine Person aus diesem Chat, oder eine E-Mail-Adresse.',
    toSelf: 'Sie können nicht an sich selbst delegieren. Nennen Sie eine andere Person.',
    circle: 'Diese Person hat die Anfrage delegiert. Nennen Sie eine andere Person.',
    toRequester: 'Der Antragsteller darf nicht entscheiden. Nennen Sie eine andere Person.',
    notApprover:
      'Nur ein anderer Genehmiger dieser Anfrage kann an Ihrer Stelle entscheiden. Nennen Sie einen von ihnen.',
    ownVote: 'Sie haben abgestimmt und können deshalb nicht delegieren. Ihre Stimme können Sie noch ändern.',
    voted: 'Diese Person hat abgestimmt. Nennen Sie eine andere Person.',
    tooFew:
      'Dann könnten zu wenige Personen genehmigen. Nennen Sie eine Person, die noch kein Genehmiger ist.',
    youDecide: (from, title) => `${from} bittet Sie, an seiner oder ihrer Stelle zu entscheiden: ${title}`,
  },
  mail: {
    requestSubject: (title) => `Freigabe erbeten: ${title}`,
    hello: 'Guten Tag,',
    asked: (title, requester) => `${title}, angefragt von ${requester}: Eine Entscheidung steht aus.`,
    waiting: (requester) =>
      requester
        ? `Eine Anfrage von ${requester} wartet auf eine Entscheidung.`
        : 'Eine Anfrage wartet auf eine Entscheidung.',
    wrote: (requester) => (requester ? `Text von ${requester}:` : 'Text des Antragstellers:'),
    linksConfirm:
      'Jeder Link öffnet eine Seite mit einer Schaltfläche. Erst wenn Sie darauf klicken, ist entschieden.',
    linksDecide: 'Wenn Sie einen Link öffnen, ist sofort entschieden.',
    asksFirst: (answers) => `Vor diesen Antworten fragt die Seite nach Angaben: ${listIn('de', answers)}.`,
    recipient: (address) => `Die Links sind nur für ${address} und entscheiden in diesem Namen.`,
    noLinks: (surfaces) =>
      `Nur bestimmte Personen können hier entscheiden. Sie werden ${where(surfaces)} gefragt.`,
    notRequester: (surfaces) => `Alle außer dem Antragsteller können ${where(surfaces)} entscheiden.`,
    yourTurn: 'Die Stufen davor haben genehmigt. Jetzt entscheiden Sie.',
    inPlaceOf: (approver = 'Ein Genehmiger') =>
      `${approver} bittet Sie, an seiner oder ihrer Stelle zu entscheiden.`,
    withheld: {
      shared: (surfaces) =>
        `Diese E-Mail enthält keine Links, weil auch andere Personen sie erhalten könnten. Bitte ${where(surfaces)} entscheiden.`,
      tooLong: (surfaces) =>
        `Diese E-Mail enthält keine Links, weil sie für eine E-Mail zu lang wären. Bitte ${where(surfaces)} entscheiden.`,
    },
    tooLong: 'Die Anfrage ist zu lang für einen Link. Bitte den Titel oder die Angaben kürzen.',
    noAddress: 'Nur eine E-Mail-Adresse erhält E-Mails.',
    notSubscribed:
      'Diese Adresse hat das Topic nicht abonniert. Bitte ein Abonnement anlegen oder einen anderen Genehmiger angeben.',
    notConfirmed: 'Diese Adresse hat ihr Abonnement nicht bestätigt. Bitte in der E-Mail von AWS bestätigen.',
    shared:
      'Auch andere Personen würden die Links dieser Adresse erhalten. Ein Administrator muss die Abonnements des Topics berichtigen.',
    maybeShared:
      'Es ist nicht bekannt, wer die Links dieser Adresse noch erhalten würde. Ein Administrator muss die Abonnements des Topics ansehen.',
    bounced:
      'Die E-Mail kam zurück: Der Mailserver hat sie nicht angenommen. Bitte die Adresse prüfen oder einen anderen Genehmiger angeben.',
    complained:
      'Der Empfänger hat die E-Mail als Spam gemeldet, daher bekommt diese Adresse vielleicht keine E-Mails mehr. Bitte auf anderem Weg fragen oder einen anderen Genehmiger angeben.',
    refused: 'Der Maildienst hat die E-Mail abgelehnt. Ein Administrator findet den Grund im Protokoll.',
    noRecipients:
      'Für Anfragen ohne Genehmiger ist keine Adresse eingerichtet. Bitte Genehmiger mit ihren E-Mail-Adressen angeben.',
    excluded: {
      requester:
        'Das ist der Antragsteller, und er darf nicht entscheiden. Bitte einen anderen Genehmiger angeben.',
      maybeRequester:
        'Das ist vielleicht der Antragsteller, und er darf nicht entscheiden. Bitte die Adresse des Antragstellers angeben (requester_email).',
    },
    undecidable:
      'Kein Genehmiger kann per E-Mail entscheiden. Bitte Genehmiger mit ihren E-Mail-Adressen angeben. Wenn der Antragsteller nicht entscheiden darf, bitte auch seine Adresse angeben (requester_email).',
    resolvedSubject: (title, status) => `${STATUS[status]}: ${title}`,
    complete: 'Ihre Aufgabe ist abgeschlossen.',
    rejected: (cause) => (cause ? `Ihre Aufgabe wurde abgelehnt: ${cause}` : 'Ihre Aufgabe wurde abgelehnt.'),
    expired: 'Über Ihre Aufgabe wurde nicht rechtzeitig entschieden.',
    cancelled: 'Ihre Aufgabe wurde abgebrochen.',
    failed: (cause) =>
      cause ? `Ihre Aufgabe ist fehlgeschlagen: ${cause}` : 'Ihre Aufgabe ist fehlgeschlagen.',
  },
  page: {
    requester: 'Angefragt von',
    recipient: 'Sie entscheiden als',
    callbackQuestion: (action) => `Die Antwort „${action}“ senden?`,
    callbackButton: (action) => `„${action}“ senden`,
    reason: 'Begründung',
    comment: 'Kommentar',
    typeToConfirm: (text) => `Zur Bestätigung „${text}“ eintippen`,
    optional: 'optional',
    required: 'erforderlich',
    accepted: 'Antwort angenommen',
    approved: 'Genehmigt',
    rejected: 'Abgelehnt',
    answered: 'Beantwortet',
    acceptedNote: 'Sie können diese Seite schließen.',
    alreadyDecided: 'Schon entschieden',
    stillDecidable: 'Erst wenn Sie auf die Schaltfläche klicken, ist entschieden.',
    refused: 'Dieser Link funktioniert nicht',
    notForYou: 'Das können Sie nicht entscheiden',
    noAnswer: 'Noch keine Antwort',
    reasons: {
      DecryptionUnsupported:
        'Dieser Link oder diese Schaltfläche ist verschlüsselt, und dieser Dienst kann das nicht lesen. Bitte den Absender informieren.',
      EncryptionRequired:
        'Dieser Link oder diese Schaltfläche ist nicht verschlüsselt, und dieser Dienst verlangt Verschlüsselung. Bitte den Absender um einen neuen Link bitten.',
      CommentRequired:
        'Diese Anfrage braucht einen Kommentar. Bitte einen schreiben und noch einmal entscheiden.',
      AskedAgain:
        'Jetzt ist nichts entschieden: Die Anfrage wurde erneut gestellt, nachdem diese Seite geöffnet wurde. Lesen Sie sie, und entscheiden Sie erneut.',
      ConfirmationRequired:
        'Es ist noch nichts entschieden: Der Text wurde nicht so eingetippt, wie er angezeigt wird. Bitte eintippen und noch einmal entscheiden.',
      InvalidJSON: 'Der Inhalt der Anfrage ist kein JSON.',
      InvalidJsonPath: 'Dieser Link wurde falsch erstellt. Bitte den Absender um einen neuen bitten.',
      InvalidPostActionBody: 'Die Antwort passt zu keiner erwarteten Antwort.',
      InvalidPostActionOutcome:
        'Dieser Link wurde falsch erstellt. Bitte den Absender um einen neuen bitten.',
      InvalidRequest: 'Dieser Link ist für Programme. Sie senden ihre Antwort als JSON per POST.',
      OutputFormatting:
        'Ein Teil der Adresse fehlt oder ist falsch. Bitte den Link so öffnen, wie Sie ihn erhalten haben.',
      ParametersDisabled:
        'Dieser Dienst nimmt solche Links nicht mehr an. Bitte den Absender um einen neuen bitten.',
      PostActionsDisabled:
        'Dieser Dienst nimmt solche Links nicht mehr an. Bitte den Absender um einen neuen bitten.',
      NextRoundPending:
        'Gerade hat eine andere Person geantwortet, und Ihre Antwort zählt noch nicht. Drücken Sie gleich noch einmal.',
      TooManyRounds:
        'Es gab zu viele Stimmen, um noch eine zu ändern. Andere Personen können weiterhin abstimmen.',
      HistoryUnavailable:
        'Diese Anfrage kann im Moment nicht nachgeschlagen werden. Bitte den Link in einer Minute noch einmal öffnen, oder in dem Chat entscheiden, der die Anfrage zeigt.',
      ServiceError:
        'Bei uns ist etwas schiefgegangen. Bitte den Link noch einmal öffnen, um zu sehen, ob Ihre Antwort gespeichert wurde.',
      ActionMismatched: 'Die Adresse wurde verändert. Bitte den Link so öffnen, wie Sie ihn erhalten haben.',
      ExpiredPayload: 'Diese Anfrage ist abgelaufen. Bitte den Antragsteller um eine neue bitten.',
      StepFunctionsError:
        'Der Ablauf hat die Antwort nicht angenommen. Bitte in der Anfrage nachsehen, wie sie geendet hat.',
      InvalidPayload:
        'Dieser Link oder diese Schaltfläche ist nicht von uns, oder ein Teil fehlt. Bitte so benutzen, wie Sie sie erhalten haben.',
    },
    gone: 'Wartet nicht mehr',
    goneNote: 'Die Anfrage ist schon entschieden, oder ihre Zeit ist abgelaufen.',
    expired: (date) => `Die Zeit für die Entscheidung ist am ${dateTime(date)} abgelaufen.`,
    transaction: (id) => `Vorgang ${id}`,
  },
  chat: {
    pending: 'Wartet auf eine Entscheidung',
    approvers: (who) => `Genehmiger: ${who}`,
    startedOn: (title, surfaces) => `Angefragt: ${title}. Die Anfrage erscheint nur hier: ${surfaces}.`,
    startedIn: (title, channel) => `Angefragt: ${title}. Die Anfrage erscheint in ${channel}.`,
    mayDecide: (who, notYou) =>
      who === undefined
        ? 'Alle außer Ihnen können entscheiden.'
        : `Genehmiger: ${who}${notYou ? ', aber nicht Sie' : ''}.`,
    requestForm: {
      title: 'Freigabe anfragen',
      submit: 'Anfrage senden',
      name: 'Für wen oder was ist die Anfrage?',
      namePlaceholder: 'Version 1.2 des Shops',
      details: 'Angaben',
      detailsHint: 'Eine Angabe pro Zeile, zum Beispiel Umgebung: Produktion',
      approvers: 'Wer kann entscheiden?',
      approversHint:
        'Wenn dieses und das nächste Feld leer bleiben, können alle entscheiden, die die Anfrage sehen.',
      approvals: 'Wie viele müssen genehmigen?',
      approvalsHint: 'Wenn Sie dieses Feld leer lassen, genügt eine Genehmigung.',
      everyApprover: 'Alle Genehmiger',
      channel: 'Kanal',
      channelHint: 'Wenn Sie hier nichts wählen, erscheint die Anfrage im üblichen Kanal.',
      policy: 'Optionen',
      notSelf: 'Ich selbst kann nicht entscheiden',
      confirm: 'Vor dem Genehmigen nachfragen',
      comment: 'Eine Entscheidung braucht einen Kommentar',
    },
    startWhat: (command) => `Für wen oder was ist die Anfrage? Bitte ${command} start <Name> schreiben.`,
    unknown: (subcommand, command) => `„${subcommand}“ ist kein Befehl von ${command}. Es gibt:`,
    failed: (reason = 'Bitte gleich noch einmal versuchen.') =>
      `Das hat nicht funktioniert, und nichts wurde geändert. ${reason}`,
    unsure: (command) =>
      `Wir wissen nicht, ob das funktioniert hat. Bevor Sie es noch einmal versuchen, bitte die Nachricht ansehen oder ${command} status <Ausführung> schreiben.`,
    unsureStarted: (command) =>
      `Wir wissen nicht, ob das funktioniert hat. Bevor Sie es noch einmal versuchen, bitte mit ${command} list nachsehen, ob Ihre Anfrage dabei ist.`,
    tookLong: 'Das hat zu lange gedauert. Bitte noch einmal versuchen.',
    refused: (reason) => `Das wurde nicht angenommen. ${reason}`,
    noneWaiting: 'Keine Anfrage wartet auf eine Entscheidung.',
    waiting: 'Diese Anfragen warten auf eine Entscheidung, die neueste zuerst:',
    newestOnly: (count) => `Nur die neuesten ${count} Ausführungen jeder State Machine wurden geprüft.`,
    machinesOnly: (count) => `Nur ${count} State Machines wurden geprüft.`,
    unreadMachines: (names) =>
      `Diese State Machines konnten nicht gelesen werden: ${names}. Einzelheiten stehen im Log.`,
    unreadExecutions: (count) =>
      `${count === 1 ? '1 Ausführung konnte' : `${count} Ausführungen konnten`} nicht gelesen werden. Bitte gleich noch einmal versuchen.`,
    uncheckedRequests: (count) =>
      `${count === 1 ? '1 Anfrage fehlt' : `${count} Anfragen fehlen`} hier, weil wir nicht feststellen können, ob Sie Genehmiger sind. Bitte in den Kanälen der Anfragen nachsehen oder es gleich noch einmal versuchen.`,
    whichExecution: (command, subcommand) =>
      `Welche Ausführung? Bitte ${command} ${subcommand} <Ausführung> schreiben; ${command} list zeigt die Namen.`,
    noSuchExecution: 'Diese Ausführung existiert nicht, oder sie hat keine Anfrage.',
    membersOnly:
      'Nur die Mitglieder ihres Kanals können diese Anfrage sehen und entscheiden. Wenn Sie dazugehören, bitte in diesem Kanal nachsehen und entscheiden.',
    notWaiting: 'Diese Anfrage wartet nicht mehr auf eine Entscheidung.',
    mayNotCancel: 'Nur der Antragsteller und die Genehmiger können diese Anfrage abbrechen.',
    cancelled: (title) => `Abgebrochen: ${title}.`,
    confirmApprove: {
      title: 'Genehmigen?',
      text: (title) => `${title} geht sofort weiter.`,
      yes: 'Genehmigen',
      no: 'Noch nicht',
    },
    rejectModal: {
      title: 'Ablehnen',
      submit: 'Ablehnen',
      close: 'Offen lassen',
      reason: 'Begründung',
      placeholder: 'Was sollte anders sein?',
    },
    approveModal: {
      title: 'Genehmigen',
      submit: 'Genehmigen',
      close: 'Offen lassen',
      reason: 'Kommentar',
      placeholder: 'Warum ist das richtig?',
    },
    cancelModal: {
      title: 'Anfrage abbrechen?',
      submit: 'Abbrechen',
      close: 'Offen lassen',
      text: (title) =>
        `Das stoppt die Ausführung von „${title}“. Danach ist keine Entscheidung mehr möglich.`,
    },
  },
  teams: {
    webhook: {
      undecidable:
        'Über den Webhook von Teams lassen sich nur Anfragen entscheiden, die eine einzige Antwort brauchen und die alle entscheiden dürfen: Die Links prüfen nicht, wer sie benutzt.',
      gone: 'Der Webhook von Teams nimmt keine Anfragen mehr an. Bitte seinen Workflow einschalten oder seine neue URL im Secret der Installation hinterlegen.',
      refused:
        'Der Workflow des Webhooks von Teams hat die Anfrage abgelehnt. Bitte prüfen, ob er eingeschaltet ist und ob teamsWebhookBody der Installation dem entspricht, was er erwartet.',
      tooLong: 'Die Anfrage ist zu lang für den Webhook von Teams. Bitte den Titel oder die Angaben kürzen.',
    },
    obstacles: {
      noAccess:
        'Microsoft Entra ID nimmt den geheimen Clientschlüssel des Bots nicht mehr an. Bitte für seine App-Registrierung einen neuen erstellen und im Secret der Installation hinterlegen.',
      notInstalled:
        'Die App ist im Team des Kanals nicht installiert. Bitte dort installieren oder einen Kanal eines anderen Teams wählen.',
      noChannel: 'Der Kanal existiert nicht oder wurde gelöscht. Bitte einen anderen Kanal wählen.',
      tooLong: 'Die Anfrage ist zu lang für eine Nachricht. Bitte die Angaben kürzen.',
      unknownRequester:
        'Der Antragsteller darf nicht entscheiden, und die App findet ihn nicht im Team. Bitte den Antragsteller in das Team aufnehmen oder seine Objekt-ID angeben (requester_id: aad:…).',
    },
    unreachable: {
      noPerson:
        'Kein Mitglied des Teams hat diese Adresse oder ID. Bitte die Person in das Team aufnehmen oder einen anderen Genehmiger angeben.',
      notInstalled:
        'Diese Person ist nicht im Team und hat die App nicht installiert. Bitte die Person in das Team aufnehmen oder sie bitten, die App zu installieren.',
      guest:
        'Diese Person ist ein Gast, und Gäste müssen mit ihrer Objekt-ID angegeben werden (aad:…). Bitte so angeben oder einen anderen Genehmiger angeben.',
      requester:
        'Das ist der Antragsteller, und er darf nicht entscheiden. Bitte einen anderen Genehmiger angeben.',
    },
    notAsked:
      'Die Nachricht im persönlichen Chat konnte nicht gesendet werden. Bitte die Person in das Team aufnehmen oder einen anderen Genehmiger angeben.',
    unknownAddress: (address) =>
      `Kein Mitglied des Teams hat in Teams die Adresse ${address}. Bitte den Antragsteller bitten, stattdessen die Objekt-ID dieser Person anzugeben (aad:…).`,
    usualChannel: 'dem üblichen Kanal',
    channelNotSet:
      'Es wurde nichts gestartet: Noch ist kein Kanal für Anfragen festgelegt. Bitte die App in einem Team installieren; sie nennt dort die ID des Kanals für teamsChannel der Installation.',
    namedChannel: 'dem angegebenen Kanal',
    unknownChannel:
      'Das ist kein Kanal von Teams. Bitte den Link des Kanals in Teams kopieren oder seine ID angeben, etwa 19:…@thread.tacv2.',
    channelNotAllowed: (channel) =>
      `Im Kanal ${channel} sind keine Anfragen erlaubt. Bitte einen anderen Kanal wählen, oder ein Administrator muss ihn zu teamsChannels hinzufügen.`,
    installed: (channel) =>
      `Die App ist installiert. Damit Anfragen hier erscheinen, bitte teamsChannel der Installation auf ${channel} setzen.`,
    welcome: (command) =>
      `Die App ist für Sie installiert. Sie meldet hier Anfragen, die Sie entscheiden können. Was sie noch kann, zeigt ${command}.`,
    help: (command) =>
      [
        `${command}start <Name> [key: value …] – eine Genehmigung anfragen; jedes key: value wird eine Angabe`,
        '    approvers: ann@example.com, @Ben – nur diese können entscheiden',
        '    self_approval: no – Sie können nicht selbst entscheiden; confirm: yes – eine Genehmigung muss bestätigt werden',
        '    remind: 4h, 1d – nach 4 Stunden erinnern, dann jeden Tag; escalate: 1d @Cleo – nach einem Tag können auch diese entscheiden',
        '    channel: <sein Link> – in diesem Kanal statt im üblichen; surfaces: teams, email – nur dort',
        '    comment: required – eine Entscheidung braucht einen Kommentar; comment: optional – sie kann einen haben',
        `${command}start – dasselbe mit einem Formular`,
        `${command}list – die Anfragen, die auf eine Entscheidung warten`,
        `${command}status <Ausführung> – der Stand einer Anfrage`,
        `${command}cancel <Ausführung> – eine Anfrage abbrechen`,
        `${command}help – dieser Text`,
      ].join('\n'),
    requestForm: {
      others: 'E-Mail-Adressen, die auch entscheiden können',
      othersHint: 'Zum Beispiel bob@example.com',
      approvals: 'Wie viele müssen genehmigen?',
      approvalsHint: '1, eine andere Zahl oder „alle“ für jeden Genehmiger',
      channelPlaceholder: 'Link oder ID des Kanals',
      general: 'Allgemein',
      onlyFrom: (name) => `Nur ${name} kann dieses Formular senden.`,
      notYours: (command) => `Das ist das Formular einer anderen Person. Ein eigenes gibt es mit ${command}.`,
    },
    next: 'Weiter',
    onlyThisChannel:
      'Hier erscheinen nur Anfragen dieses Kanals. Für andere bitte in einem Chat mit der App fragen.',
    hidden:
      'Einige Anfragen fehlen, weil Teams nicht mitgeteilt hat, ob Sie in ihren Kanälen sind. Bitte gleich noch einmal versuchen.',
  },
  slack: {
    linksInThread: 'Die Links für die Entscheidung stehen im Thread.',
    obstacles: {
      noAccess:
        'Slack nimmt das Token der App nicht mehr an. Bitte die App neu installieren und ihr neues Token hinterlegen.',
      tooLong: 'Die Anfrage ist zu lang für eine Schaltfläche. Bitte weniger Genehmiger angeben.',
      unknownRequester:
        'Der Antragsteller darf nicht entscheiden, und die App findet ihn in Slack nicht unter seiner Adresse. Bitte seine Slack-ID angeben (requester_id) oder eine Adresse, die Slack kennt.',
      noPermission:
        'Slack erlaubt der App das nicht. Bitte die App mit den Berechtigungen ihres Manifests neu installieren, oder einen Administrator des Workspace um die Erlaubnis bitten.',
      notVisible:
        'Die App kann dieses Konto in Slack nicht sehen. Bitte einen Administrator des Workspace um die Erlaubnis bitten.',
      messageTooLong: 'Die Anfrage ist zu lang für eine Nachricht. Bitte die Angaben kürzen.',
    },
    channelObstacles: {
      notInvited: (channel, app) =>
        `Die App ist nicht im Kanal ${channel}. Bitte dort einladen: /invite @${app}.`,
      noChannel: (channel) =>
        `Der Kanal ${channel} existiert nicht, ist archiviert oder ist privat, und die App ist nicht darin. Bitte die App dort einladen oder einen anderen Kanal wählen.`,
      restricted: (channel) =>
        `Nur bestimmte Personen dürfen im Kanal ${channel} schreiben. Bitte der App das Schreiben erlauben oder einen anderen Kanal wählen.`,
      threadsOnly: (channel) =>
        `Der Kanal ${channel} nimmt nur Antworten in Threads an. Bitte einen anderen Kanal wählen.`,
      notAllowed: (channel) =>
        `Im Kanal ${channel} sind keine Anfragen erlaubt. Bitte einen anderen Kanal wählen, oder ein Administrator muss ihn zu slackChannels hinzufügen.`,
    },
    scopeMissing: (scopes) =>
      `Der App fehlt die Berechtigung ${scopes}. Bitte der App hinzufügen und die App neu installieren.`,
    unreachable: {
      noAccount: 'Es gibt kein solches Konto. Bitte einen anderen Genehmiger angeben.',
      deactivated: 'Das Konto ist deaktiviert. Bitte einen anderen Genehmiger angeben.',
      bot: 'Das Konto gehört einem Bot. Bitte eine Person angeben.',
      noGroup: 'Es gibt keine solche Gruppe. Bitte einen anderen Genehmiger angeben.',
      emptyGroup:
        'Die Gruppe hat keine Mitglieder. Bitte ein Mitglied hinzufügen oder einen anderen Genehmiger angeben.',
      groupsNotInPlan: 'Der Tarif dieses Workspace hat keine Gruppen. Bitte Personen angeben.',
      requester:
        'Das ist der Antragsteller, und er darf nicht entscheiden. Bitte einen anderen Genehmiger angeben.',
      onlyRequester:
        'Die Gruppe hat außer dem Antragsteller kein Mitglied, und er darf nicht entscheiden. Bitte ein Mitglied hinzufügen oder einen anderen Genehmiger angeben.',
    },
    notAsked: {
      failed:
        'Die Direktnachricht konnte nicht gesendet werden. Bitte diesen Genehmiger in den Kanal einladen oder einen anderen angeben.',
      tooMany:
        'Eine Anfrage geht an höchstens 25 Personen als Direktnachricht. Bitte diesen Genehmiger in den Kanal einladen oder weniger Genehmiger angeben.',
    },
    otherCommand: (given, command) =>
      `Diese App hat den Befehl ${given}, aber ihre Installation hat ${command}. Ein Administrator muss slackCommand auf ${given} setzen oder der App den Befehl ${command} geben.`,
    help: (command) =>
      [
        `${command} start <Name> [Angabe: Wert …] – um eine Freigabe bitten; jede Angabe erscheint in der Anfrage`,
        '    approvers: @ann, @leads, bob@example.com – nur sie können entscheiden',
        '    approvals: 2 – so viele müssen genehmigen; unanimous: yes – alle Genehmiger; rejections: 2 – so viele lehnen ab',
        '    self_approval: no – Sie selbst können nicht entscheiden; confirm: yes – Slack fragt vor dem Genehmigen nach',
        '    remind: 4h, 1d – nach 4 Stunden erinnern, dann jeden Tag; escalate: 1d @leads – nach einem Tag können auch diese entscheiden',
        '    channel: #releases – in diesem Kanal statt im üblichen; surfaces: slack, email – nur dort',
        '    comment: required – eine Entscheidung braucht einen Kommentar; comment: optional – Slack fragt danach',
        `${command} list – die Anfragen, die auf eine Entscheidung warten`,
        `${command} status <Ausführung> – der Stand einer Anfrage`,
        `${command} cancel <Ausführung> – eine Anfrage abbrechen`,
        `${command} help – dieser Text`,
      ].join('\n'),
    answerFollows: 'Das dauert einen Moment. Die Antwort folgt hier.',
    formNotOpened:
      'Das Formular konnte nicht rechtzeitig geöffnet werden. Nichts wurde entschieden. Drücken Sie die Schaltfläche gleich noch einmal.',
    openLink: (label) => `${label} im Browser`,
    goTo: 'Zur Nachricht',
    hidden:
      'Einige Anfragen fehlen hier, weil wir nicht feststellen können, ob Sie in ihren Kanälen sind. Bitte in diesen Kanälen nachsehen. Ein Administrator kann der App die Berechtigungen channels:read und groups:read geben.',
    requestModal: {
      close: 'Schließen',
      others: 'Gruppen und E-Mail-Adressen, die auch entscheiden können',
      othersHint: 'Zum Beispiel @leads, bob@example.com',
    },
    notice: { title: 'Freigabe', close: 'Schließen' },
    home: {
      waiting: 'Wartet auf Sie',
      nothingWaiting: 'Keine Anfrage wartet auf Ihre Entscheidung.',
      decided: 'Ihre letzten Entscheidungen',
      nothingDecided: 'Sie haben in letzter Zeit keine Anfrage entschieden.',
      moreWaiting: (command) => `Weitere Anfragen warten: ${command} list`,
    },
  },
};

/** The cause is `cancelledBy`'s, or that of a person who stopped the execution elsewhere. */
function cancelled(cause: string | undefined): string {
  if (!cause) return 'Abgebrochen: Die Ausführung wurde gestoppt.';
  return cause.startsWith(STATUS.cancelled) ? `${cause}.` : `${STATUS.cancelled}: ${cause}`;
}

/** In a cause, the account stands beside the sentence, in `decision`. */
function nameIn({ who: { name, email } }: Decider): string | undefined {
  return name ?? email;
}

function by({ via, who: person }: Decider, who = personText(person)): string {
  return who ? `von ${who} ${viaIn(via)}` : viaIn(via);
}

function nameOf(surface: string): string {
  return wordsOf(SURFACES, surface)?.name ?? surface;
}

function viaIn(surface: string): string {
  return wordsOf(SURFACES, surface)?.via ?? `über ${surface}`;
}

function where(surfaces: readonly string[]): string {
  return listIn('de', surfaces.map(viaIn));
}

function because({ comment }: Decider): string {
  return comment ? `: ${comment}` : '';
}

/** The answer, if the request has custom answers. */
function labelOf(vote: Decider | undefined): string {
  return vote?.label === undefined ? '' : ` (${vote.label})`;
}
