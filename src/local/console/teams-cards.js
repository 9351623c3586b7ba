/** Renders the Adaptive Cards and the texts of Teams, with the package `adaptivecards`. */

import markdownit from './markdown-it.js';
import { send } from './send.js';

/** A subset of Markdown, as in Teams. HTML is shown as text. */
const markdown = markdownit('zero', { html: false, breaks: true }).enable([
  ...['emphasis', 'link', 'list', 'newline', 'escape', 'balance_pairs'],
]);
markdown.renderer.rules.link_open = (tokens, index, options, _, renderer) => {
  tokens[index].attrSet('target', '_blank');
  tokens[index].attrSet('rel', 'noopener noreferrer');
  return renderer.renderToken(tokens, index, options);
};

/** Text with Markdown as HTML. */
function toHtml(text) {
  return withMentions(markdown.render(text));
}

/** Text in Teams' XML, which may be bold and have line breaks. Its other characters are escaped already; other tags are text. */
function xmlToHtml(text) {
  const parts = text.split(/(<\/?b>|<br ?\/?>)/);
  return withMentions(parts.map((part, index) => (index % 2 ? part : withoutTags(part))).join(''));
}

function withoutTags(text) {
  return text.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Text that is shown as it is, with its line breaks. */
function plainToHtml(text) {
  return withMentions(withoutTags(text.replaceAll('&', '&amp;'))).replaceAll('\n', '<br>');
}

/** By the format of a text. All others are Markdown. */
const HTML_OF = { xml: xmlToHtml, plain: plainToHtml };

/** The server marks the mentions (teams-card.ts). */
function withMentions(htmlText) {
  return htmlText.replace(/\ue000(.*?)\ue001/g, '<span class="mention">$1</span>');
}

/** Renders the cards and texts in an element that the server made. */
export function renderCards(root) {
  for (const element of root.querySelectorAll('[data-text]')) {
    const { text, format } = element.dataset;
    element.innerHTML = HTML_OF[format]?.(text) ?? toHtml(text);
  }
  for (const element of root.querySelectorAll('[data-card]')) {
    element.replaceChildren(renderCard(JSON.parse(element.dataset.card), root.dataset.activity));
  }
}

function renderCard(content, activity) {
  const { AdaptiveCard, OpenUrlAction } = globalThis.AdaptiveCards;
  AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = toHtml(text);
    result.didProcess = true;
  };
  const card = new AdaptiveCard();
  card.hostConfig = hostConfig();
  card.onExecuteAction = (action) => {
    if (action instanceof OpenUrlAction) openLink(action.url);
    else void press(card, action, activity);
  };
  card.parse(content);
  return card.render();
}

function openLink(url) {
  if (/^https?:/i.test(url)) window.open(url, '_blank', 'noopener,noreferrer');
}

async function press(card, action, activity) {
  const button = action.renderedElement;
  if (button?.getAttribute('aria-busy') === 'true') return;
  const values = card.getAllInputs().map((input) => [input.id, input.isSet() ? String(input.value) : '']);
  button?.setAttribute('aria-busy', 'true');
  await send(
    'press',
    { activity, action: action.id, values: Object.fromEntries(values) },
    undefined,
    'teams',
  );
  button?.removeAttribute('aria-busy');
}

let config;

/** The look of cards. The colours are those of the page, so that they follow its dark mode. */
function hostConfig() {
  config ??= new globalThis.AdaptiveCards.HostConfig({
    fontFamily: 'inherit',
    spacing: { small: 4, default: 8, medium: 12, large: 16, extraLarge: 24, padding: 12 },
    separator: { lineThickness: 1, lineColor: 'var(--line)' },
    supportsInteractivity: true,
    textBlock: { headingLevel: 3 },
    fontSizes: { small: 12, default: 14, medium: 16, large: 18, extraLarge: 22 },
    fontWeights: { lighter: 400, default: 400, bolder: 600 },
    containerStyles: {
      default: containerStyle('transparent'),
      emphasis: containerStyle('var(--ground)'),
      good: containerStyle(tint('good')),
      attention: containerStyle(tint('bad')),
      warning: containerStyle(tint('wait')),
      accent: containerStyle(tint('accent')),
    },
    actions: {
      maxActions: 6,
      spacing: 'default',
      buttonSpacing: 8,
      showCard: { actionMode: 'inline', inlineTopMargin: 8, style: 'emphasis' },
      actionsOrientation: 'horizontal',
      actionAlignment: 'left',
    },
    adaptiveCard: { allowCustomStyle: false },
    factSet: {
      title: {
        color: 'default',
        size: 'default',
        weight: 'bolder',
        isSubtle: false,
        wrap: true,
        maxWidth: 160,
      },
      value: { color: 'default', size: 'default', weight: 'default', isSubtle: false, wrap: true },
      spacing: 12,
    },
    inputs: {
      label: {
        inputSpacing: 'small',
        requiredInputs: { weight: 'bolder', suffix: ' *', suffixColor: 'attention' },
        optionalInputs: { weight: 'bolder' },
      },
      errorMessage: { color: 'attention', size: 'small', spacing: 'small' },
    },
  });
  return config;
}

function tint(color) {
  return `color-mix(in srgb, var(--${color}) 12%, var(--paper))`;
}

function containerStyle(backgroundColor) {
  return { backgroundColor, foregroundColors: foregroundColors() };
}

function foregroundColors() {
  const pair = (color) => ({
    default: `var(--${color})`,
    subtle: `var(--${color === 'ink' ? 'quiet' : color})`,
  });
  return {
    default: pair('ink'),
    dark: pair('ink'),
    light: pair('quiet'),
    accent: pair('accent'),
    good: pair('good'),
    warning: pair('wait'),
    attention: pair('bad'),
  };
}
