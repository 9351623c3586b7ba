const AS_A_BROWSER = { accept: 'text/html' };

/**
 * The address of a link in an e-mail of plain text.
 *
 * @param label what the line before the address says, without its colon
 */
export function linkOf(label: string, { message }: { readonly message: string }): string {
  const lines = message.split('\n');
  const link = lines[lines.indexOf(`${label}:`) + 1];
  if (!link?.startsWith('http')) throw new Error(`The e-mail must have the link ${label}.`);
  return link;
}

/** Opens a link as a browser does. Resolves to the HTML of the page. */
export async function openLink(link: string): Promise<string> {
  return read(await fetch(link, { headers: AS_A_BROWSER }));
}

/**
 * Submits the only form of a page. All fields stay empty.
 *
 * @returns the HTML of the next page
 */
export async function submitForm(link: string, page: string): Promise<string> {
  const [, action] = /<form method="post" action="([^"]*)"/.exec(page) ?? [];
  if (action === undefined) throw new Error('The page must have a form.');
  return read(
    await fetch(new URL(action.replaceAll('&amp;', '&'), link), {
      method: 'POST',
      headers: AS_A_BROWSER,
      body: new URLSearchParams(),
    }),
  );
}

async function read(response: Response): Promise<string> {
  if (!response.ok)
    throw new Error(`The page must open, but the server answered with status ${response.status}.`);
  return response.text();
}
