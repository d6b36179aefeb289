/** A node of a tree; `note` stands at the right, for example a count. */
export interface TreeNode {
  id: string
  label: string
  note?: string
  children?: readonly TreeNode[]
}

/** A node as one line of the tree. */
export interface VisibleNode {
  id: string
  label: string
  note: string | undefined
  level: number
  /** From 1, among `siblings`. */
  position: number
  siblings: number
  parent: string | undefined
  hasChildren: boolean
  open: boolean
}

/** The lines that are to be seen, from top to bottom. */
export function visibleNodes(nodes: readonly TreeNode[], open: ReadonlySet<string>, level = 1, parent?: string): VisibleNode[] {
  return nodes.flatMap((node, index) => {
    const children = node.children ?? []
    const isOpen = children.length > 0 && open.has(node.id)
    const line: VisibleNode = {
      id: node.id,
      label: node.label,
      note: node.note,
      level,
      position: index + 1,
      siblings: nodes.length,
      parent,
      hasChildren: children.length > 0,
      open: isOpen,
    }
    return [line, ...(isOpen ? visibleNodes(children, open, level + 1, node.id) : [])]
  })
}

export type TreeStep = { kind: 'focus'; id: string } | { kind: 'toggle'; open: boolean } | { kind: 'select' }

/** What a key does in a tree (WAI-ARIA tree pattern); undefined for keys that mean nothing here. */
export function moveInTree(key: string, lines: readonly VisibleNode[], current: VisibleNode): TreeStep | undefined {
  const at = lines.indexOf(current)
  const focus = (line: VisibleNode | undefined): TreeStep | undefined => (line ? { kind: 'focus', id: line.id } : undefined)
  switch (key) {
    case 'ArrowDown':
      return focus(lines[at + 1])
    case 'ArrowUp':
      return focus(lines[at - 1])
    case 'Home':
      return focus(lines[0])
    case 'End':
      return focus(lines[lines.length - 1])
    case 'ArrowRight':
      if (!current.hasChildren) return undefined
      return current.open ? focus(lines[at + 1]) : { kind: 'toggle', open: true }
    case 'ArrowLeft':
      return current.open ? { kind: 'toggle', open: false } : focus(lines.find((line) => line.id === current.parent))
    case 'Enter':
    case ' ':
      return { kind: 'select' }
    default:
      return key.length === 1 ? focus(findByLetter(key, lines, at)) : undefined
  }
}

function findByLetter(letter: string, lines: readonly VisibleNode[], at: number): VisibleNode | undefined {
  const starts = (line: VisibleNode) => line.label.toLowerCase().startsWith(letter.toLowerCase())
  return lines.slice(at + 1).find(starts) ?? lines.find(starts)
}
