import { el, isNarrow } from './dom.ts';

/** What a cell of the grid shows, and what a screen reader says of it. */
export interface GridCell {
  readonly text: string;
  readonly class: string;
  readonly label: string;
}

export interface GridContent {
  readonly rows: number;
  readonly columns: number;
  /** Letters of the longest name of a column, and of the longest text of a cell. */
  readonly longest: { readonly name: number; readonly cell: number };
  /** Ranges of columns under one name, in order. */
  readonly bands: readonly { readonly from: number; readonly to: number; readonly text: string }[];
  /** What stands before a row; a row that only is a heading has no cells. */
  rowHeader(row: number): { readonly content: Node; readonly isHeading: boolean };
  columnHeader(column: number): { readonly content: Node; readonly class: string };
  cell(row: number, column: number): GridCell | undefined;
  open(row: number, column: number): void;
}

const bandHeight = 24;
const columnWidth = { least: 52, most: 120, ofLetter: 9.5 };
/** Room for the turned names of columns, and for the sums below them. */
const nameHeight = { least: 56, most: 150, ofLetter: 8.5 };
/** Everything that can be pressed is as high as a finger on a small screen. */
const wide = { row: 28, name: 264, sums: 28 };
const narrow = { row: 44, name: 150, sums: 72 };

/** Rows and columns that are drawn beyond what is seen, so that scrolling shows no gaps. */
const beyond = { rows: 6, columns: 6 };

interface Spot {
  readonly row: number;
  readonly column: number;
}

/**
 * A table of any size: only what is seen of it is in the document. The arrow keys, Home, End, Page Up and Page Down move in
 * it, Enter opens a cell. Row and column -1 are the headers.
 */
export class Grid {
  readonly element: HTMLElement;
  readonly #sheet = el('div', { class: 'sheet', role: 'rowgroup' });
  #content: GridContent | undefined;
  #drawn = new Map<number, HTMLElement>();
  #columns = { from: 0, to: 0 };
  #active: Spot = { row: -1, column: -1 };
  #isAwaited = false;
  /** Kept, because asking for the size of an element lays out the page anew. */
  #size = wide;

  constructor(label: string) {
    this.element = el('div', { class: 'grid', role: 'grid', tabindex: 0, 'aria-label': label });
    this.element.append(this.#sheet);
    this.element.addEventListener('scroll', () => this.#drawSoon(), { passive: true });
    this.element.addEventListener('keydown', (event) => this.#press(event));
    this.element.addEventListener('click', (event) => this.#click(event));
    new ResizeObserver(() => this.#redraw()).observe(this.element);
  }

  /** Shows other content, from its beginning. */
  show(content: GridContent): void {
    this.#content = content;
    this.#active = { row: -1, column: -1 };
    this.element.setAttribute('aria-rowcount', String(content.rows + 1));
    this.element.setAttribute('aria-colcount', String(content.columns + 1));
    this.element.scrollTo(0, 0);
    this.#redraw();
  }

  /** Draws the same content anew, where it is. */
  #redraw(): void {
    if (this.#content === undefined || this.element.clientWidth === 0) return;
    const { rows, columns } = this.#content;
    this.#size = isNarrow() ? narrow : wide;
    this.#sheet.style.setProperty('--row', `${this.#size.row}px`);
    this.#sheet.style.width = `${this.#size.name + columns * this.#columnWidth}px`;
    this.#sheet.style.height = `${this.#headHeight + rows * this.#size.row}px`;
    this.#columns = { from: 0, to: 0 };
    this.#draw();
  }

  get #headHeight(): number {
    return bandHeight + this.#size.sums + between(nameHeight, this.#content?.longest.name ?? 0);
  }

  get #columnWidth(): number {
    return between(columnWidth, this.#content?.longest.cell ?? 0);
  }

  #drawSoon(): void {
    if (this.#isAwaited) return;
    this.#isAwaited = true;
    requestAnimationFrame(() => {
      this.#isAwaited = false;
      this.#draw();
    });
  }

  #draw(): void {
    const content = this.#content;
    if (content === undefined) return;
    const { scrollTop, scrollLeft, clientHeight, clientWidth, scrollWidth } = this.element;
    // Columns can end where the screen does: then nothing else says that there are more.
    this.element.classList.toggle('more-right', scrollLeft + clientWidth < scrollWidth - 1);
    const rows = range(
      scrollTop,
      clientHeight - this.#headHeight,
      this.#size.row,
      beyond.rows,
      content.rows,
    );
    const columns = range(
      scrollLeft,
      clientWidth - this.#size.name,
      this.#columnWidth,
      beyond.columns,
      content.columns,
    );
    const hadFocus = this.element.contains(document.activeElement);
    const isSame =
      this.#columns.to > 0 &&
      columns.seenFrom >= this.#columns.from &&
      columns.seenTo <= this.#columns.to;
    if (!isSame) {
      this.#columns = { from: columns.from, to: columns.to };
      this.#drawn.clear();
      this.#sheet.replaceChildren(this.#head(content));
    }
    for (const [row, element] of this.#drawn) {
      if (row >= rows.from && row < rows.to) continue;
      element.remove();
      this.#drawn.delete(row);
    }
    for (let row = rows.from; row < rows.to; row += 1) {
      if (this.#drawn.has(row)) continue;
      const element = this.#row(content, row);
      this.#drawn.set(row, element);
      this.#sheet.append(element);
    }
    // What has the focus may have gone with its row.
    if (hadFocus && !this.element.contains(document.activeElement)) this.#focus();
  }

  #head(content: GridContent): HTMLElement {
    const head = el('div', { class: 'row head', role: 'row', 'aria-rowindex': 1 });
    head.style.height = `${this.#headHeight}px`;
    const corner = el(
      'div',
      { class: 'name', role: 'columnheader', 'aria-colindex': 1, ...this.#mark(-1, -1) },
      el('span', { class: 'quiet' }, 'Person'),
    );
    corner.style.width = `${this.#size.name}px`;
    head.append(corner);
    for (const { from, to, text } of content.bands) {
      if (to <= this.#columns.from || from >= this.#columns.to) continue;
      const band = el(
        'div',
        { class: 'band', 'aria-hidden': 'true' },
        el('span', { title: text }, text),
      );
      band.style.left = `${this.#left(from)}px`;
      band.style.minWidth = `${(to - from) * this.#columnWidth}px`;
      // After the last one there is room for a long name.
      if (to < content.columns) band.style.maxWidth = band.style.minWidth;
      band.style.height = `${bandHeight}px`;
      head.append(band);
    }
    for (let column = this.#columns.from; column < this.#columns.to; column += 1) {
      const { content: inner, class: own } = content.columnHeader(column);
      const cell = el('div', {
        class: `column ${own}`,
        role: 'columnheader',
        'aria-colindex': column + 2,
        ...this.#mark(-1, column),
      });
      cell.append(inner);
      cell.style.left = `${this.#left(column)}px`;
      cell.style.width = `${this.#columnWidth}px`;
      head.append(cell);
    }
    return head;
  }

  #row(content: GridContent, row: number): HTMLElement {
    const { content: inner, isHeading } = content.rowHeader(row);
    const element = el('div', {
      class: `row${isHeading ? ' group' : ''}`,
      role: 'row',
      'aria-rowindex': row + 2,
    });
    element.style.top = `${this.#headHeight + row * this.#size.row}px`;
    const name = el('div', {
      class: 'name',
      role: 'rowheader',
      'aria-colindex': 1,
      ...this.#mark(row, -1),
    });
    name.style.width = `${this.#size.name}px`;
    name.append(inner);
    element.append(name);
    if (isHeading) return element;
    for (let column = this.#columns.from; column < this.#columns.to; column += 1) {
      const shown = content.cell(row, column);
      // The style sheet shows the short text: for a screen reader, the label is the whole text.
      const cell = el('div', {
        class: `cell ${shown?.class ?? ''}`,
        role: 'gridcell',
        'aria-colindex': column + 2,
        'aria-label': shown?.label ?? 'no access',
        ...(shown && { title: shown.label, 'data-text': shown.text }),
        ...this.#mark(row, column),
      });
      cell.style.left = `${this.#left(column)}px`;
      cell.style.width = `${this.#columnWidth}px`;
      element.append(cell);
    }
    return element;
  }

  /** Where a cell is, and whether Tab leads to it. */
  #mark(row: number, column: number): object {
    const isActive = row === this.#active.row && column === this.#active.column;
    return { 'data-row': row, 'data-column': column, tabindex: isActive ? 0 : -1 };
  }

  #left(column: number): number {
    return this.#size.name + column * this.#columnWidth;
  }

  #at({ row, column }: Spot): HTMLElement | null {
    return this.#sheet.querySelector(`[data-row="${row}"][data-column="${column}"]`);
  }

  #click({ target }: Event): void {
    if (!(target instanceof Element) || target.closest('a, button') !== null) return;
    const spot = spotOf(target);
    if (spot === undefined) return;
    this.#go(spot);
    this.#open(spot);
  }

  #open({ row, column }: Spot): void {
    if (row >= 0 && column >= 0) this.#content?.open(row, column);
    else this.#at({ row, column })?.querySelector('a')?.click();
  }

  #press(event: KeyboardEvent): void {
    const content = this.#content;
    if (content === undefined || event.altKey || event.metaKey) return;
    const { row, column } = this.#active;
    const page = Math.max(
      1,
      Math.floor((this.element.clientHeight - this.#headHeight) / this.#size.row) - 1,
    );
    const [first, last] = [-1, content.rows - 1];
    const moves: Readonly<Record<string, Spot>> = {
      ArrowDown: { row: row + 1, column },
      ArrowUp: { row: row - 1, column },
      ArrowRight: { row, column: column + 1 },
      ArrowLeft: { row, column: column - 1 },
      PageDown: { row: row + page, column },
      PageUp: { row: row - page, column },
      Home: { row: event.ctrlKey ? first : row, column: -1 },
      End: { row: event.ctrlKey ? last : row, column: content.columns - 1 },
    };
    const to = moves[event.key];
    if (to !== undefined) {
      event.preventDefault();
      this.#go({
        row: Math.max(first, Math.min(last, to.row)),
        column: Math.max(-1, Math.min(content.columns - 1, to.column)),
      });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      this.#open(this.#active);
    } else if (event.key === ' ') {
      event.preventDefault();
      const pressed = this.#at(this.#active)?.querySelector('button');
      if (pressed) pressed.click();
      else this.#open(this.#active);
    }
  }

  /** Moves to a cell: scrolls until it is seen, and gives it the focus. */
  #go(spot: Spot): void {
    this.#at(this.#active)?.setAttribute('tabindex', '-1');
    this.#active = spot;
    const { element } = this;
    if (spot.row >= 0) {
      const top = spot.row * this.#size.row;
      const height = element.clientHeight - this.#headHeight - this.#size.row;
      element.scrollTop = Math.min(top, Math.max(element.scrollTop, top - height));
    }
    if (spot.column >= 0) {
      const left = spot.column * this.#columnWidth;
      const width = element.clientWidth - this.#size.name - this.#columnWidth;
      element.scrollLeft = Math.min(left, Math.max(element.scrollLeft, left - width));
    }
    this.#draw();
    this.#focus();
  }

  #focus(): void {
    const active = this.#at(this.#active);
    active?.setAttribute('tabindex', '0');
    (active ?? this.element).focus({ preventScroll: true });
  }
}

/** Room for so many letters, within bounds. */
function between(
  room: { readonly least: number; readonly most: number; readonly ofLetter: number },
  letters: number,
): number {
  return Math.round(Math.max(room.least, Math.min(room.most, 10 + letters * room.ofLetter)));
}

function spotOf(target: Element): Spot | undefined {
  const cell = target.closest('[data-row]');
  if (!(cell instanceof HTMLElement)) return undefined;
  return { row: Number(cell.dataset['row']), column: Number(cell.dataset['column']) };
}

/** Which of many equal parts are seen, and which are drawn. */
function range(start: number, length: number, size: number, more: number, count: number) {
  const seenFrom = Math.min(count, Math.max(0, Math.floor(start / size)));
  const seenTo = Math.max(
    seenFrom,
    Math.min(count, Math.ceil((start + Math.max(0, length)) / size)),
  );
  return {
    seenFrom,
    seenTo,
    from: Math.max(0, seenFrom - more),
    to: Math.min(count, seenTo + more),
  };
}
