package io.twinlake.storage.azure;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.twinlake.core.store.ObjectType;
import java.io.ByteArrayInputStream;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * One page of List Blobs.
 *
 * @param blobs the blobs, in the service's order
 * @param prefixes what lies deeper, where a delimiter was given, with its slash; hierarchical
 *     accounts show properties of theirs
 * @param nextMarker what the next page is asked with; empty on the last one
 * @see <a href="https://learn.microsoft.com/rest/api/storageservices/list-blobs">List Blobs</a>
 */
record ListPage(List<Blob> blobs, List<Blob> prefixes, String nextMarker) {
  /** One blob with its properties by their names in the listing. */
  record Blob(String name, Map<String, String> properties, Map<String, String> metadata) {
    String property(String name) {
      return properties.getOrDefault(name, "");
    }

    /** Whether it is a directory of a hierarchical account. */
    boolean isDirectory() {
      return type() == ObjectType.DIRECTORY_MARKER;
    }

    ObjectType type() {
      boolean marked =
          metadata.entrySet().stream()
              .anyMatch(
                  e ->
                      e.getKey().toLowerCase(Locale.ROOT).equals("hdi_isfolder")
                          && Boolean.parseBoolean(e.getValue()));
      return switch (property("BlobType")) {
        case "AppendBlob" -> ObjectType.APPEND_BLOB;
        case "PageBlob" -> ObjectType.PAGE_BLOB;
        default -> {
          if (property("ResourceType").equals("directory")
              || (marked && property("Content-Length").equals("0"))) {
            yield ObjectType.DIRECTORY_MARKER;
          }
          yield property("AccessTier").equals("Archive") ? ObjectType.ARCHIVED : ObjectType.FILE;
        }
      };
    }
  }

  /** One for each page: factories need not be safe for many threads. */
  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }

  static final ListPage EMPTY = new ListPage(List.of(), List.of(), "");

  static ListPage parse(byte[] xml) throws XMLStreamException {
    XMLStreamReader reader =
        factory().createXMLStreamReader(new ByteArrayInputStream(xml), "UTF-8");
    List<Blob> blobs = new ArrayList<>();
    List<Blob> prefixes = new ArrayList<>();
    String nextMarker = "";
    boolean whole = false;
    while (reader.hasNext()) {
      int event = reader.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        switch (reader.getLocalName()) {
          case "Blob" -> blobs.add(blob(reader));
          case "BlobPrefix" -> prefixes.add(blob(reader));
          case "NextMarker" -> nextMarker = reader.getElementText();
          default -> {}
        }
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        whole = whole || reader.getLocalName().equals("EnumerationResults");
      }
    }
    if (!whole) {
      throw new XMLStreamException("no EnumerationResults");
    }
    return new ListPage(blobs, prefixes, nextMarker);
  }

  private static Blob blob(XMLStreamReader reader) throws XMLStreamException {
    String end = reader.getLocalName();
    String name = "";
    Map<String, String> properties = new TreeMap<>();
    Map<String, String> metadata = new TreeMap<>();
    while (!atEnd(reader, end)) {
      if (reader.isStartElement()) {
        switch (reader.getLocalName()) {
          case "Name" -> name = name(reader);
          case "Properties" -> texts(reader, properties);
          case "Metadata" -> texts(reader, metadata);
          default -> reader.getElementText();
        }
      }
    }
    return new Blob(name, properties, metadata);
  }

  /** Names with characters that XML does not know come percent-encoded, and say so. */
  private static String name(XMLStreamReader reader) throws XMLStreamException {
    boolean encoded = Boolean.parseBoolean(reader.getAttributeValue(null, "Encoded"));
    String text = reader.getElementText();
    return encoded ? URLDecoder.decode(text.replace("+", "%2B"), UTF_8) : text;
  }

  private static void texts(XMLStreamReader reader, Map<String, String> texts)
      throws XMLStreamException {
    String end = reader.getLocalName();
    while (!atEnd(reader, end)) {
      if (reader.isStartElement()) {
        String name = reader.getLocalName();
        texts.put(name, reader.getElementText());
      }
    }
  }

  private static boolean atEnd(XMLStreamReader reader, String element) throws XMLStreamException {
    return reader.next() == XMLStreamConstants.END_ELEMENT && reader.getLocalName().equals(element);
  }
}
