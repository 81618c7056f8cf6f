package io.twinlake.workspace.kinds;

import io.twinlake.workspace.model.Blob;
import io.twinlake.workspace.model.Kind;
import java.util.function.Supplier;

/** Where the bytes of notebooks and files go while a workspace is read. */
public interface Contents {
  /**
   * Takes the bytes of one object.
   *
   * @param id of the object
   * @param stamp what is known to change with the bytes; the same stamp means the same bytes
   * @param download reads them; not called where they are known already
   */
  Blob take(Kind kind, String id, String stamp, Supplier<byte[]> download);
}
