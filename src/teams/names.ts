/** The name of this surface in payloads, in votes and in the output of request-approval. */
export const TEAMS = 'teams';
/** The name of the surface that posts through a webhook, without a bot. */
export const TEAMS_WEBHOOK = 'teams_webhook';

/** The verb of the button that cancels. */
export const CANCEL = 'cancel';

/** The verb of the button that sends the form for a request. The code of the form is loaded when it is needed. */
export const SEND_FORM = 'start';

/** The name of the app, unless the deployment says otherwise. */
export const DEFAULT_APP_NAME = 'Countersign';

/** Where a bot finds Teams, unless an activity names another place (Teams: "Send proactive messages"). */
export const DEFAULT_SERVICE_URL = 'https://smba.trafficmanager.net/teams/';
