const LOCK_FILES =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock|cargo\.lock|go\.sum|poetry\.lock|pipfile\.lock|uv\.lock|gemfile\.lock|composer\.lock|mix\.lock|packages\.lock\.json|podfile\.lock|pubspec\.lock|flake\.lock|\.terraform\.lock\.hcl)$/i;
const FOLDERS =
  /(^|\/)(node_modules|vendor|third_party|dist|build|out|target|__snapshots__|__generated__|generated|\.yarn)\//i;
const NAMES =
  /(\.min\.(js|css)|\.(map|snap|pb\.go|pb\.cc|pb\.h|g\.dart|designer\.cs|lock)|_pb2(_grpc)?\.pyi?|\.generated\.[a-z]+)$/i;

/** True for generated, vendored and lock files by their path: nobody wrote or reviewed these lines. */
export function isGenerated(path: string): boolean {
  return LOCK_FILES.test(path) || FOLDERS.test(path) || NAMES.test(path);
}
