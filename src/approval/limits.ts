/** How long the texts of a request may be, in UTF-16 code units. Longer ones are cut, with an ellipsis. */

/** With a task token and a name this long, in any script, a payload still fits a button or a link. */
export const MAX_NAME = 256;
/** Slack's header block takes 150 characters, the shortest limit of all surfaces. */
export const MAX_TITLE = 150;
/** Also of the requester's name. */
export const MAX_LABEL = 75;
export const MAX_VALUE = 500;
/** How many details there may be. */
export const MAX_DETAILS = 40;
/** The longest value that the person who decides may give. All values are a part of the task's output, and so of one event. */
export const MAX_INPUT_TEXT = 500;
