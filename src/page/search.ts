import { el, isNarrow, refill } from './dom.ts';
import type { Match, Matches } from './matches.ts';

/** The search field: a combobox, whose list of matches the arrow keys move in. `/` leads to it from anywhere. */
export function search(matches: Matches): HTMLElement {
  const list = el('ul', { id: 'matches', role: 'listbox', 'aria-label': 'Matches', hidden: true });
  const input = el('input', {
    type: 'search',
    id: 'search',
    role: 'combobox',
    'aria-expanded': 'false',
    'aria-controls': 'matches',
    'aria-autocomplete': 'list',
    'aria-label': 'Search',
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: isNarrow()
      ? 'Person, resource or role'
      : 'Person, resource, role, or PROJECT_READ fraud-prod',
  });
  let found: readonly Match[] = [];
  let chosen = -1;

  const close = (): void => {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };
  const choose = (index: number): void => {
    chosen = index;
    for (const [each, option] of [...list.children].entries()) {
      option.setAttribute('aria-selected', each === index ? 'true' : 'false');
      if (each === index) option.scrollIntoView({ block: 'nearest' });
    }
    if (index >= 0) input.setAttribute('aria-activedescendant', `match-${index}`);
    else input.removeAttribute('aria-activedescendant');
  };
  const open = (index: number): void => {
    const match = found[index];
    if (match === undefined) return;
    input.value = '';
    close();
    input.blur();
    location.hash = match.hash;
  };
  const look = (): void => {
    found = matches.of(input.value);
    const isAsked = input.value.trim() !== '';
    list.hidden = !isAsked;
    input.setAttribute('aria-expanded', isAsked ? 'true' : 'false');
    refill(
      list,
      found.map(({ kind, text, more }, index) => {
        const option = el(
          'li',
          { role: 'option', id: `match-${index}`, 'aria-selected': 'false' },
          el('span', { class: 'kind' }, kind),
          ' ',
          el('bdi', {}, text),
          more !== '' && [' ', el('span', { class: 'quiet' }, more)],
        );
        // Before the field loses the focus, which closes the list.
        option.addEventListener('mousedown', (event) => {
          event.preventDefault();
          open(index);
        });
        return option;
      }),
      isAsked &&
        found.length === 0 &&
        el(
          'li',
          { role: 'option', 'aria-disabled': 'true', 'aria-selected': 'false', class: 'quiet' },
          'Nothing in this report has that name.',
        ),
    );
    choose(found.length > 0 ? 0 : -1);
  };

  input.addEventListener('input', look);
  input.addEventListener('focus', look);
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (event) => {
    const { key } = event;
    if (key === 'Escape') {
      input.value = '';
      close();
    } else if (key === 'Enter') open(chosen);
    else if (key === 'ArrowDown') choose(Math.min(found.length - 1, chosen + 1));
    else if (key === 'ArrowUp') choose(Math.max(0, chosen - 1));
    else return;
    event.stopPropagation();
    event.preventDefault();
  });
  document.addEventListener('keydown', (event) => {
    const { target } = event;
    if (event.key !== '/' || target === input || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    input.focus();
  });
  return el('div', { class: 'search', role: 'search' }, input, list);
}
