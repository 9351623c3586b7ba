import { loadLanguage } from '../../src/wording/index.ts';
import { LANGUAGES } from '../../src/wording/languages.ts';

/*
 * Runs before each test file. Loads all languages, because the tests use the texts directly. test/infra/bundle.test.ts
 * checks that a function loads a language when it needs it.
 */
for (const language of LANGUAGES) await loadLanguage(language);
