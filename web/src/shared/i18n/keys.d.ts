import 'i18next'
import type { Namespaces } from './namespaces'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'ui'
    keySeparator: false
    returnNull: false
    resources: Namespaces
  }
}
