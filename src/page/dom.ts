import { visible } from '../text.ts';

/** What stands in an element: other elements, and texts, which are never read as markup. */
export type Child = Node | string | number | undefined | false | readonly Child[];

/** Attributes that name, describe or link. None of them runs, loads or styles anything. */
type Name =
  | 'autocomplete'
  | 'checked'
  | 'class'
  | 'colspan'
  | 'disabled'
  | 'for'
  | 'hidden'
  | 'href'
  | 'id'
  | 'name'
  | 'open'
  | 'placeholder'
  | 'rel'
  | 'role'
  | 'scope'
  | 'selected'
  | 'spellcheck'
  | 'tabindex'
  | 'title'
  | 'type'
  | 'value'
  | `aria-${string}`
  | `data-${string}`;

export type Attributes = Readonly<Partial<Record<Name, string | number | boolean>>>;

/**
 * Makes an element. Names in a report were written by others, so this is the only way in which texts get onto the page:
 * what cannot be seen in them is shown, and links lead only within the page or to a web site.
 */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (name === 'href' && !isLink(String(value))) continue;
    element.setAttribute(name, value === true ? '' : shown(String(value)));
  }
  fill(element, children);
  return element;
}

/** Most texts are plain ASCII, in which nothing is invisible. */
const shown = (text: string): string => (/^[\x20-\x7e]*$/.test(text) ? text : visible(text));

const isLink = (address: string): boolean => /^(?:#|https?:\/\/)/i.test(address);

/** Adds children to an element. */
function fill(element: Node, children: readonly Child[]): void {
  for (const child of children) {
    if (child === undefined || child === false) continue;
    if (child instanceof Node) element.appendChild(child);
    else if (typeof child === 'object') fill(element, child);
    else element.appendChild(document.createTextNode(shown(String(child))));
  }
}

/** Replaces everything in an element. */
export function refill(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren();
  fill(element, children);
}

/** Whether the screen is as narrow as a phone: the width at which the style sheet changes. */
export const isNarrow = (): boolean => matchMedia('(max-width: 640px)').matches;

/** A button that does something. */
export function button(label: Child, attributes: Attributes, press: () => void): HTMLButtonElement {
  const element = el('button', { type: 'button', ...attributes }, label);
  element.addEventListener('click', press);
  return element;
}
