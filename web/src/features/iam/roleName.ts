import { useNamedText } from '@shared/i18n/namedText'

/** The name of a role: built-in ones in the reader's language, others as they were named. */
export function useRoleName(): (role: { key?: string | undefined; name: string }) => string {
  const name = useNamedText('permission')
  return (role) => (role.key ? name(`role.${role.key}`) : role.name)
}
