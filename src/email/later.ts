import type { Surface } from '../approval/surface.ts';

/** What is known of e-mail as a surface before its code is loaded. */
export function emailFacts(oneClick: boolean) {
  return { name: 'email', confirm: !oneClick, asLinks: true, inPlace: false } as const;
}

/**
 * E-mail as a surface, whose code is loaded for the first mail: a step of a state machine is often for a chat.
 *
 * @param tells whether it can tell one person something
 */
export function emailLater(
  load: () => Promise<Surface>,
  { oneClick, tells }: { readonly oneClick: boolean; readonly tells: boolean },
): Surface {
  let loaded: Surface | undefined;
  const surface = async () => {
    loaded = await load();
    return loaded;
  };
  return {
    ...emailFacts(oneClick),
    reach: async (request) => (await surface()).reach(request),
    show: async (approval, buttons, ref) => (await surface()).show(approval, buttons, ref),
    async notify(notice, approval, buttons, ref) {
      const { notify } = await surface();
      return notify ? notify(notice, approval, buttons, ref) : { reference: ref };
    },
    ...(tells && { tell: async (person, news) => (await surface()).tell?.(person, news) }),
    // An error of a mail comes from the code that was loaded for it.
    explain: (error, request) => loaded?.explain?.(error, request),
  };
}
