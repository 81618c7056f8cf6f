package io.twinlake.testing.hierarchical;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.twinlake.testing.hierarchical.FakeAnswer.Refusal;
import java.util.Base64;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;

/** List Blobs: flat or by level, in the order of the tree, with directories among the blobs. */
final class ListAnswers {
  private final HierarchicalFake fake;

  ListAnswers(HierarchicalFake fake) {
    this.fake = fake;
  }

  FakeAnswer list(FakeRequest request, FakeTree tree) {
    String prefix = request.q("prefix");
    boolean byLevel = request.q("delimiter").equals("/");
    if (tree.hasFileInTheWay(prefix)) {
      throw new Refusal(409, "PathConflict");
    }
    int most = fake.pageSize();
    if (!request.q("maxresults").isEmpty()) {
      most = Math.min(most, Integer.parseInt(request.q("maxresults")));
    }
    NavigableMap<String, FakeNode> from = tree.nodes;
    if (!request.q("marker").isEmpty()) {
      String last = new String(Base64.getUrlDecoder().decode(request.q("marker")), UTF_8);
      from = tree.nodes.tailMap(last, false);
    }
    StringBuilder xml =
        new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults><Blobs>");
    Set<String> include = Set.of(request.q("include").split(","));
    String next = "";
    String last = "";
    int shown = 0;
    for (Map.Entry<String, FakeNode> each : from.entrySet()) {
      String path = each.getKey();
      if (!path.startsWith(prefix) || (byLevel && path.indexOf('/', prefix.length()) >= 0)) {
        continue;
      }
      if (shown++ == most) {
        next = Base64.getUrlEncoder().encodeToString(last.getBytes(UTF_8));
        break;
      }
      last = path;
      FakeNode node = each.getValue();
      boolean asPrefix = byLevel && node.directory;
      xml.append(asPrefix ? "<BlobPrefix>" : "<Blob>");
      xml.append("<Name>").append(escaped(asPrefix ? path + "/" : path)).append("</Name>");
      properties(xml, node, include.contains("permissions"));
      if (include.contains("metadata") && !asPrefix) {
        metadata(xml, node);
      }
      xml.append(asPrefix ? "</BlobPrefix>" : "</Blob>");
    }
    xml.append("</Blobs><NextMarker>").append(next).append("</NextMarker></EnumerationResults>");
    return FakeAnswer.of(200).xml(xml.toString());
  }

  private static void properties(StringBuilder xml, FakeNode node, boolean permissions) {
    xml.append("<Properties>");
    element(xml, "Last-Modified", node.lastModified());
    element(xml, "Etag", node.etag);
    element(xml, "ResourceType", node.directory ? "directory" : "file");
    element(xml, "Content-Length", Integer.toString(node.content.length));
    element(xml, "BlobType", node.type);
    node.headers.forEach((name, value) -> element(xml, name, value));
    if (permissions) {
      element(xml, "Owner", node.owner);
      element(xml, "Group", node.group);
      element(xml, "Permissions", node.acl.permissions());
      element(xml, "Acl", node.acl.toString());
    }
    xml.append("</Properties>");
  }

  private static void metadata(StringBuilder xml, FakeNode node) {
    xml.append("<Metadata>");
    node.metadata.forEach((name, value) -> element(xml, name, value));
    if (node.directory) {
      element(xml, "hdi_isfolder", "true");
    }
    xml.append("</Metadata>");
  }

  private static void element(StringBuilder xml, String name, String value) {
    xml.append('<')
        .append(name)
        .append('>')
        .append(escaped(value))
        .append("</")
        .append(name)
        .append('>');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
