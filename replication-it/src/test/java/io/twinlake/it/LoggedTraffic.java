package io.twinlake.it;

import io.twinlake.core.store.RequestKind;
import io.twinlake.core.traffic.Side;
import io.twinlake.core.traffic.Traffic;
import io.twinlake.testing.AzuriteRequest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a run says it asked, and what Azurite says it was asked, in the same words. */
public final class LoggedTraffic {
  private LoggedTraffic() {}

  /** Requests by side and kind, without what is zero and what services read for copies. */
  public static Map<String, Long> asked(Traffic traffic) {
    Map<String, Long> asked = new TreeMap<>();
    for (Side side : Side.values()) {
      for (RequestKind kind : RequestKind.values()) {
        if (kind != RequestKind.SERVED && traffic.of(side, kind) > 0) {
          asked.put(side + " " + kind, traffic.of(side, kind));
        }
      }
    }
    return asked;
  }

  /**
   * The same out of the service's own log.
   *
   * @param history name of the history container
   */
  public static Map<String, Long> counted(List<AzuriteRequest> requests, String history) {
    Map<String, Long> counted = new TreeMap<>();
    requests.forEach(r -> counted.merge(side(r, history) + " " + kind(r), 1L, Long::sum));
    return counted;
  }

  private static Side side(AzuriteRequest request, String history) {
    return switch (request.account()) {
      case "sa1" -> Side.SOURCE_CONTROL;
      case "sa2" -> Side.TARGET_CONTROL;
      case "sa3" -> Side.SOURCE;
      default -> request.container().equals(history) ? Side.HISTORY : Side.TARGET;
    };
  }

  private static RequestKind kind(AzuriteRequest request) {
    return switch (request.operation()) {
      case "Container_ListBlobFlatSegment",
          "Container_ListBlobHierarchySegment",
          "Container_Create" ->
          RequestKind.LIST;
      case "Blob_Download" -> RequestKind.READ;
      case "Container_GetPropertiesWithHead", "Blob_GetProperties", "BlockBlob_GetBlockList" ->
          RequestKind.LOOK;
      case "BlockBlob_Upload", "BlockBlob_CommitBlockList" -> RequestKind.WRITE;
      case "BlockBlob_StageBlock" -> RequestKind.BLOCK;
      case "BlockBlob_StageBlockFromURL" -> RequestKind.COPY_BLOCK;
      case "Blob_CopyFromURL" -> RequestKind.COPY;
      case "Blob_Delete" -> RequestKind.DELETE;
      default -> throw new AssertionError("Not known: " + request);
    };
  }
}
