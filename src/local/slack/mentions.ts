import type { Workspace } from './workspace.ts';

/**
 * The text of a command as Slack sends it if the manifest sets `should_escape`: handles of people and groups, and the
 * name of the channel, are replaced by mentions with their ids.
 */
export function withMentions(
  text: string,
  { users, userGroups, channel }: Pick<Workspace, 'users' | 'userGroups' | 'channel'>,
): string {
  const withChannels = text.replace(/(?<![\w<|&])#([\w-]+)/g, (typed, name: string) =>
    name === channel.name ? `<#${channel.id}|${name}>` : typed,
  );
  return withChannels.replace(/(?<![\w<|^])@([\w-]+(?:\.[\w-]+)*)/g, (typed, handle: string) => {
    const user = users.find(({ name }) => name === handle);
    if (user) return `<@${user.id}|${handle}>`;
    const group = userGroups.find((one) => one.handle === handle);
    return group ? `<!subteam^${group.id}|@${handle}>` : typed;
  });
}
