/** Reads the values of fields, and restores them after the HTML of the fields was replaced. */

/** The values by block id and action id: a text, or a list of chosen values. */
export function valuesOf(root) {
  const values = {};
  for (const field of root.querySelectorAll('[data-field]')) {
    const { block, action } = field.dataset;
    values[block] ??= {};
    values[block][action] = readField(field);
  }
  return values;
}

/** Fields without a value in `values` stay as they are. */
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
