/** The services of Microsoft behind a bot, in one cloud. */
export interface Cloud {
  /** Who signs what Teams delivers. */
  readonly issuer: string;
  /** Names the keys that sign it. */
  readonly openIdUrl: string;
  /** Who gives the bot its tokens, and for what. */
  readonly authorityUrl: string;
  readonly scope: string;
}

/** Bot Service: "Authentication with the Bot Connector API". */
export const PUBLIC: Cloud = {
  issuer: 'https://api.botframework.com',
  openIdUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
  authorityUrl: 'https://login.microsoftonline.com',
  scope: 'https://api.botframework.com/.default',
};

/** Bot Service: "Configure Bot Framework bots for US government customers"; its values are those of Microsoft's own SDK. */
const US_GOVERNMENT: Cloud = {
  issuer: 'https://api.botframework.us',
  openIdUrl: 'https://login.botframework.azure.us/v1/.well-known/openidconfiguration',
  authorityUrl: 'https://login.microsoftonline.us',
  scope: 'https://api.botframework.us/.default',
};

/** The cloud of a deployment, by its service URL: GCC High and DoD have hosts of their own; GCC uses the public services. */
export function cloudOf(serviceUrl: string): Cloud {
  return /\.teams\.microsoft\.us$/.test(URL.parse(serviceUrl)?.hostname ?? '') ? US_GOVERNMENT : PUBLIC;
}
