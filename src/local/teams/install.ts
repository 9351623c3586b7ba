import { type Acting, type Actor, actingPerson, sceneOf } from './acting.ts';
import { installationActivity, membersActivity } from './activities.ts';
import { personalConversation } from './messages.ts';
import { CHANNEL, TEAM } from './tenant.ts';

export interface Installation extends Actor {
  /** The team, or the person's conversation with the bot. */
  readonly place: 'team' | 'personal';
}

/** Adds the app, and tells the bot as Teams does: once about the installation, once about its own membership. */
export async function install(acting: Acting, installation: Installation): Promise<void> {
  const { id, scene } = placeOf(acting, installation);
  acting.installed.add(id);
  acting.onChange();
  await acting.sender(installationActivity('add', scene));
  await acting.sender(membersActivity('membersAdded', scene));
}

/** Removes the app. A removal for one person changes no members. */
export async function uninstall(acting: Acting, installation: Installation): Promise<void> {
  const { id, scene } = placeOf(acting, installation);
  acting.installed.delete(id);
  acting.onChange();
  await acting.sender(installationActivity('remove', scene));
  if (installation.place === 'team') await acting.sender(membersActivity('membersRemoved', scene));
}

function placeOf(acting: Acting, installation: Installation) {
  const person = actingPerson(installation);
  const isTeam = installation.place === 'team';
  return {
    id: isTeam ? TEAM.id : person.id,
    scene: sceneOf(acting, person, isTeam ? CHANNEL.id : personalConversation(person)),
  };
}
