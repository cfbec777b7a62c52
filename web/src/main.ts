import '@fontsource-variable/geist'
import './styles/app.scss'
import { PiniaColada } from '@pinia/colada'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './app/App.vue'
import { registerWorker } from './app/offline'
import { createAppRouter } from './app/router'
import { useSession } from './app/session'
import { i18n, preferredLanguage, setLanguage } from './i18n'

const app = createApp(App).use(createPinia()).use(PiniaColada).use(i18n)
const session = useSession()

await Promise.all([setLanguage(preferredLanguage()), session.begin()])
const router = createAppRouter()
app.use(router)
// A page that cannot be loaded still gets a frame that says so.
await router.isReady().catch(() => (session.unreachable = true))
app.mount('#app')
registerWorker()
