/** What is filled in: read as the server takes it, and put back after its HTML was made anew. */

/** By block id, by action id: a text, or the list of what is chosen. */
export function valuesOf(root) {
  const values = {};
  for (const field of root.querySelectorAll('[data-field]')) {
    const { block, action } = field.dataset;
    values[block] ??= {};
    values[block][action] = readField(field);
  }
  return values;
}

/** What is no longer there is left out, and what is new stays as it is. */
export function restoreValues(root, values) {
  for (const field of root.querySelectorAll('[data-field]')) {
    const { block, action } = field.dataset;
    const value = values[block]?.[action];
    if (value === undefined) continue;
    if (Array.isArray(value)) {
      for (const input of field.querySelectorAll('input')) input.checked = value.includes(input.value);
    } else if ('value' in field) {
      field.value = value;
    }
  }
}

function readField(field) {
  if ('value' in field) return field.value;
  return Array.from(field.querySelectorAll('input:checked'), ({ value }) => value);
}
