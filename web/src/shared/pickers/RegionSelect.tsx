import { useQueries } from '@tanstack/react-query'
import { Cascader } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { components } from '../api/schema'
import { regionsQuery } from './api'
import { regionPath } from './regionPath'

type Region = components['schemas']['OrgRegion']

interface Option {
  value: string
  label: string
  isLeaf: boolean
  children?: Option[]
}

interface RegionSelectProps {
  id?: string
  value?: string[]
  onChange?: (codes: string[]) => void
  placeholder: string
  disabled?: boolean
}

/** Chooses provinces, cities and districts; a whole province stands for all within it. Each level is read when opened. */
export function RegionSelect({ id, value = [], onChange, placeholder, disabled = false }: RegionSelectProps) {
  const { i18n } = useTranslation('ui')
  const [opened, setOpened] = useState<readonly string[]>([])
  // What is needed to show the chosen regions by name, and what was opened.
  const parents = [...new Set(['', ...value.flatMap((code) => regionPath(code).slice(0, -1)), ...opened])]
  const answers = useQueries({ queries: parents.map((parent) => regionsQuery(parent || undefined)) })
  const below = new Map(parents.map((parent, index) => [parent, answers[index]?.data]))
  const optionsOf = (parent: string): Option[] | undefined =>
    below.get(parent)?.map((region) => {
      const children = optionsOf(region.code)
      return { value: region.code, label: nameOf(region, i18n.language), isLeaf: region.leaf, ...(children ? { children } : {}) }
    })
  return (
    <Cascader<Option, 'value'>
      {...(id === undefined ? {} : { id })}
      multiple
      disabled={disabled}
      placeholder={placeholder}
      options={optionsOf('') ?? []}
      value={value.map(regionPath)}
      showCheckedStrategy={Cascader.SHOW_PARENT}
      displayRender={(labels) => labels.join(' / ')}
      loadData={(path) => {
        const last = path[path.length - 1]
        if (last) setOpened((codes) => [...new Set([...codes, last.value])])
      }}
      onChange={(paths) => onChange?.(paths.flatMap((path) => path[path.length - 1] ?? []).map(String))}
    />
  )
}

function nameOf(region: Region, language: string): string {
  return language === 'en' && region.name_en ? region.name_en : region.name
}
