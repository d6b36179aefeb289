import type { ReactNode } from 'react'
import { useNamedText } from '../i18n/namedText'
import { PageHeader } from '../ui/PageHeader'
import { NoPermission } from '../ui/States'
import { useCan } from './session'

/** A page for those who hold a permission; others read which one is missing and who can grant it. */
export function Permitted({ permission, title, children }: { permission: string; title: string; children: ReactNode }) {
  const can = useCan()
  const name = useNamedText('permission')
  if (can(permission)) return children
  return (
    <>
      <PageHeader title={title} />
      <NoPermission permission={name(permission)} />
    </>
  )
}
