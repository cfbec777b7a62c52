/// <reference types="vitest/config" />
import { fileURLToPath } from 'node:url'
import VueI18n from '@intlify/unplugin-vue-i18n/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { logical, purge } from './build/css.ts'
import { precompress } from './build/precompress.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const server = process.env.TANDEM_DEV_SERVER ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [
    vue(),
    VueI18n({
      include: here('./src/i18n/locales/**'),
      runtimeOnly: true,
      strictMessage: true,
      fullInstall: false,
      dropMessageCompiler: true,
    }),
    purge(),
    precompress(),
  ],
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  resolve: { alias: { '@': here('./src') } },
  css: {
    postcss: { plugins: [logical as never] },
    preprocessorOptions: {
      scss: {
        quietDeps: true,
        silenceDeprecations: ['import', 'global-builtin', 'color-functions', 'if-function'],
      },
    },
  },
  server: { proxy: Object.fromEntries(['/api', '/r', '/files'].map((path) => [path, server])) },
  build: {
    manifest: true,
    reportCompressedSize: false,
    assetsInlineLimit: 2048,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'vendor',
              test: /node_modules\/(@vue|vue|vue-router|pinia|@pinia|vue-i18n|@intlify|openapi-fetch)\//,
              priority: 2,
            },
            { name: 'ui', test: /src\/(ui|lib|api)\//, priority: 1, minShareCount: 4 },
            // What every page says comes as one file a language.
            {
              debugName: 'texts',
              name: (id: string) => `texts-${/locales\/(\w+)\//.exec(id)?.[1]}`,
              test: /locales\/\w+\/(app|ui|words)\.json/,
              priority: 3,
            },
          ],
        },
      },
    },
  },
  test: { environment: 'happy-dom', include: ['src/**/*.spec.ts'] },
})
