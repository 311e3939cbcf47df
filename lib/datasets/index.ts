export { cacheDir, downloadPath } from './cache';
export {
  type ArchiveSource,
  catalogue,
  type DataSet,
  type DataSetName,
  dataSet,
  dataSetName,
  datasetPath,
  embeddedDefault,
} from './catalogue';
export { type Digest, digestOf } from './digest';
export { type DownloadOptions, download } from './download';
export { type FetchOptions, fetchArchive } from './fetch-archive';
export { type InstallOptions, install, isInstalled, type SourceRecord, sourceOf } from './install';
export { linkOrCopy } from './link-or-copy';
export { type Location, locateNpm, locatePypi } from './registry';
export { stagingBeside } from './replace-folder';
export { type UnpackOptions, unpack, untar, unzip } from './unpack';
