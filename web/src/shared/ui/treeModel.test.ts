import { describe, expect, it } from 'vitest'
import { moveInTree, visibleNodes, type TreeNode } from './treeModel'

const nodes: TreeNode[] = [
  { id: 'east', label: 'East', children: [{ id: 'e1', label: 'One', children: [{ id: 'e11', label: 'Leaf' }] }, { id: 'e2', label: 'Two' }] },
  { id: 'south', label: 'South' },
]

const lines = (...open: string[]) => visibleNodes(nodes, new Set(open))
const step = (key: string, id: string, ...open: string[]) => {
  const all = lines(...open)
  const current = all.find((line) => line.id === id)
  return current && moveInTree(key, all, current)
}

describe('tree', () => {
  it('shows children of open nodes only', () => {
    expect(lines().map((line) => line.id)).toEqual(['east', 'south'])
    expect(lines('east', 'e1').map((line) => [line.id, line.level, line.position, line.siblings])).toEqual([
      ['east', 1, 1, 2],
      ['e1', 2, 1, 2],
      ['e11', 3, 1, 1],
      ['e2', 2, 2, 2],
      ['south', 1, 2, 2],
    ])
  })

  it('moves with arrows, Home and End', () => {
    expect(step('ArrowDown', 'east', 'east')).toEqual({ kind: 'focus', id: 'e1' })
    expect(step('ArrowUp', 'east')).toBeUndefined()
    expect(step('End', 'east', 'east')).toEqual({ kind: 'focus', id: 'south' })
    expect(step('Home', 'south')).toEqual({ kind: 'focus', id: 'east' })
  })

  it('opens, closes and goes to the parent', () => {
    expect(step('ArrowRight', 'east')).toEqual({ kind: 'toggle', open: true })
    expect(step('ArrowRight', 'east', 'east')).toEqual({ kind: 'focus', id: 'e1' })
    expect(step('ArrowRight', 'south')).toBeUndefined()
    expect(step('ArrowLeft', 'east', 'east')).toEqual({ kind: 'toggle', open: false })
    expect(step('ArrowLeft', 'e2', 'east')).toEqual({ kind: 'focus', id: 'east' })
  })

  it('chooses and finds by letter, around the end', () => {
    expect(step('Enter', 'south')).toEqual({ kind: 'select' })
    expect(step('e', 'south')).toEqual({ kind: 'focus', id: 'east' })
    expect(step('x', 'south')).toBeUndefined()
  })
})
