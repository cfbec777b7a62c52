import { lexer, type Token, type Tokens } from 'marked'
import { h, type VNode } from 'vue'
import { safeUrl } from '@/lib/safeUrl'

type Child = VNode | string

const inside = (token: { tokens?: Token[]; text?: string }): Child[] =>
  token.tokens ? token.tokens.flatMap(node) : [token.text ?? '']

function table({ header, rows }: Tokens.Table): VNode {
  const line = (tag: 'th' | 'td') => (cells: Tokens.TableCell[]) =>
    h(
      'tr',
      cells.map((cell) => h(tag, inside(cell))),
    )
  return h('table', [h('thead', [line('th')(header)]), h('tbody', rows.map(line('td')))])
}

function link(token: Tokens.Link): Child[] {
  const href = safeUrl(token.href)
  return href ? [h('a', { href, target: '_blank', rel: 'noopener nofollow' }, inside(token))] : inside(token)
}

/** One token as nodes. Raw HTML stays text and pictures their words, as the server's own rendering has it. */
function node(token: Token): Child[] {
  switch (token.type) {
    case 'space':
    case 'def':
      return []
    case 'heading':
      return [h(`h${Math.min(6, Number(token.depth) + 2)}`, inside(token))]
    case 'paragraph':
      return [h('p', inside(token))]
    case 'list':
      return [
        h(
          token.ordered ? 'ol' : 'ul',
          (token as Tokens.List).items.map((item) => h('li', inside(item))),
        ),
      ]
    case 'blockquote':
    case 'strong':
    case 'em':
    case 'del':
      return [h(token.type, inside(token))]
    case 'code':
      return [h('pre', [h('code', token.text)])]
    case 'codespan':
      return [h('code', token.text)]
    case 'hr':
    case 'br':
      return [h(token.type)]
    case 'link':
      return link(token as Tokens.Link)
    case 'table':
      return [table(token as Tokens.Table)]
    case 'text':
      return inside(token)
    case 'checkbox':
      return [token.checked ? '☑ ' : '☐ ']
    default:
      return ['text' in token && typeof token.text === 'string' ? token.text : token.raw]
  }
}

/** Markdown as nodes of Vue: nothing in it can become markup that was not meant. */
export function markdownNodes(text: string): Child[] {
  return lexer(text, { gfm: true }).flatMap(node)
}
