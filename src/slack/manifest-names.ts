/** What people use, by the names that manifest.yml gives it. */
export const COMMAND = '/approval';
export const REQUEST_SHORTCUT = 'request_approval';
