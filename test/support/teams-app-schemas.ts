import translationSchema from '@microsoft/app-manifest/build/json-schemas/teams/v1.30/MicrosoftTeams.Localization.schema.json' with {
  type: 'json',
};
import manifestSchema from '@microsoft/app-manifest/build/json-schemas/teams/v1.30/MicrosoftTeams.schema.json' with {
  type: 'json',
};
import Draft4 from 'ajv-draft-04';

// Draft 4 by name, but with keywords of later drafts, which are then not checked: `const` is one. Some patterns are valid
// only without the flag `u`.
const ajv = new Draft4.default({
  strict: false,
  validateFormats: false,
  unicodeRegExp: false,
  allErrors: true,
});
const isManifest = ajv.compile(manifestSchema);
const isTranslation = ajv.compile(translationSchema);

/** What Microsoft's JSON Schema of app manifests 1.30 finds wrong, one sentence for each fault. */
export function manifestFaults(manifest: unknown): string[] {
  return faults(isManifest, manifest);
}

/** The same for a file of translated texts. */
export function translationFaults(translation: unknown): string[] {
  return faults(isTranslation, translation);
}

function faults(validate: typeof isManifest, value: unknown): string[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || '/'} ${message}`);
}
