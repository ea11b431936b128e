/** The targets of the links in a Markdown text, without code and without links to other sites. */
export function markdownLinks(text: string): string[] {
  return [...withoutCode(text).matchAll(/\]\(([^)\s]+)[^)]*\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z][a-z0-9+.-]*:/.test(target));
}

/** The anchors of all headings, as GitHub derives them: a repeated heading gets a number. */
export function headingAnchors(text: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutFences(text).matchAll(/^#{1,6} +(.+)$/gm)) {
    const base = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-');
    let anchor = base;
    for (let repeated = 1; anchors.has(anchor); repeated++) anchor = `${base}-${repeated}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** The comments of a source text. A `//` inside a string may count as a comment, which does no harm here. */
export function extractComments(text: string): string {
  return [...text.matchAll(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*/g)].map(([comment]) => comment).join('\n');
}

function withoutCode(text: string): string {
  return withoutFences(text).replace(/`[^`\n]*`/g, '');
}

function withoutFences(text: string): string {
  return text.replace(/^ *```[\s\S]*?^ *```$/gm, '');
}
