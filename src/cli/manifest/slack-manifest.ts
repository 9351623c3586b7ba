import { type Document, parseDocument } from 'yaml';

/** How Slack delivers its requests: to a URL, or over a WebSocket connection that the app opens (Socket Mode). */
export type Delivery = { readonly url: string } | { readonly socketMode: true };

/** What differs from manifest.yml. */
export type SlackApp = Delivery & { readonly command?: string; readonly name?: string };

/** Returns the manifest of this app, in YAML. The comments of manifest.yml are kept. */
export function slackManifest({ command, name, ...delivery }: SlackApp, manifest: string): string {
  const document = parseDocument(manifest);
  for (const path of urlPaths(document)) {
    if ('url' in delivery) document.setIn(path, delivery.url);
    else document.deleteIn(path);
  }
  document.setIn(['settings', 'socket_mode_enabled'], 'socketMode' in delivery);
  if (command) document.setIn(['features', 'slash_commands', 0, 'command'], command);
  if (name) {
    document.setIn(['display_information', 'name'], name);
    document.setIn(['features', 'bot_user', 'display_name'], name);
  }
  return document.toString({ lineWidth: 120 });
}

function urlPaths(document: Document): (string | number)[][] {
  const { features } = document.toJS() as { features: { slash_commands: readonly unknown[] } };
  return [
    ...features.slash_commands.map((_, index) => ['features', 'slash_commands', index, 'url']),
    ['settings', 'event_subscriptions', 'request_url'],
    ['settings', 'interactivity', 'request_url'],
  ];
}
