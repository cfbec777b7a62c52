import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

/** Below this size the headers of a compressed answer cost more than they save. */
const SMALLEST = 512

/** Writes a `.br` and a `.gz` beside each text asset, for the server to hand out as they are. */
export function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const [name, file] of Object.entries(bundle)) {
          if (!/\.(js|css|html|svg|json|webmanifest)$/.test(name)) continue
          const bytes = Buffer.from(file.type === 'chunk' ? file.code : file.source)
          if (bytes.length < SMALLEST) continue
          const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }
          this.emitFile({ type: 'asset', fileName: `${name}.br`, source: brotliCompressSync(bytes, quality) })
          this.emitFile({ type: 'asset', fileName: `${name}.gz`, source: gzipSync(bytes, { level: 9 }) })
        }
      },
    },
  }
}
