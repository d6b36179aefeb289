import RightOutlined from '@ant-design/icons/RightOutlined'
import { useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from './Icon'
import styles from './Tree.module.css'
import { moveInTree, visibleNodes, type TreeNode, type VisibleNode } from './treeModel'

interface TreeProps {
  label: string
  nodes: readonly TreeNode[]
  selected: string | undefined
  onSelect: (id: string) => void
  /** Open from the start; all top nodes by default. */
  initiallyOpen?: readonly string[]
}

/** A tree to choose from: arrows move and open, Home and End jump, letters find, Enter chooses. */
export function Tree({ label, nodes, selected, onSelect, initiallyOpen }: TreeProps) {
  const { t } = useTranslation('ui')
  const root = useRef<HTMLUListElement>(null)
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(initiallyOpen ?? nodes.map((node) => node.id)))
  const [focused, setFocused] = useState<string>()
  const visible = visibleNodes(nodes, open)
  const current = visible.find((node) => node.id === (focused ?? selected)) ?? visible[0]

  const toggle = (id: string, on: boolean) => {
    const next = new Set(open)
    if (on) next.add(id)
    else next.delete(id)
    setOpen(next)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (!current || event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    const step = moveInTree(event.key, visible, current)
    if (!step) return
    event.preventDefault()
    if (step.kind === 'toggle') toggle(current.id, step.open)
    else if (step.kind === 'select') onSelect(current.id)
    else {
      setFocused(step.id)
      root.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(step.id)}"]`)?.focus()
    }
  }

  return (
    <ul ref={root} role="tree" aria-label={label} className={styles.tree} onKeyDown={onKeyDown}>
      {visible.map((node) => (
        <TreeRow
          key={node.id}
          node={node}
          selected={node.id === selected}
          focusable={node.id === current?.id}
          toggleLabel={t(node.open ? 'tree.close' : 'tree.open', { name: node.label })}
          onToggle={() => toggle(node.id, !node.open)}
          onFocus={() => setFocused(node.id)}
          onSelect={() => onSelect(node.id)}
        />
      ))}
    </ul>
  )
}

interface TreeRowProps {
  node: VisibleNode
  selected: boolean
  focusable: boolean
  toggleLabel: string
  onToggle: () => void
  onFocus: () => void
  onSelect: () => void
}

function TreeRow({ node, selected, focusable, toggleLabel, onToggle, onFocus, onSelect }: TreeRowProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the tree handles the keys of its items
    <li
      role="treeitem"
      aria-level={node.level}
      aria-posinset={node.position}
      aria-setsize={node.siblings}
      aria-expanded={node.hasChildren ? node.open : undefined}
      aria-selected={selected}
      data-id={node.id}
      tabIndex={focusable ? 0 : -1}
      className={styles.item}
      style={{ paddingLeft: 8 + (node.level - 1) * 20 }}
      onFocus={onFocus}
      onClick={onSelect}
    >
      {node.hasChildren ? (
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- arrows left and right do the same
        <span
          className={styles.toggle}
          data-open={node.open}
          title={toggleLabel}
          onClick={(event) => {
            event.stopPropagation()
            onToggle()
          }}
        >
          <Icon of={RightOutlined} />
        </span>
      ) : (
        <span className={styles.toggle} />
      )}
      <span className={styles.label}>{node.label}</span>
      {node.note !== undefined && <span className={styles.note}>{node.note}</span>}
    </li>
  )
}
