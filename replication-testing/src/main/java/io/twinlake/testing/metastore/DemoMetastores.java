package io.twinlake.testing.metastore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The two metastores of the demo, each in a process of its own that ends with this one. */
public final class DemoMetastores {
  private DemoMetastores() {}

  /**
   * Starts them and waits to be ended.
   *
   * @param args what has Hive's jars in {@code lib}; where things go; both warehouses; if there is
   *     one, the {@code core-site.xml} with what Hadoop's drivers need. Once both answer, a file
   *     {@code metastores} has a line for each: its site, its address, its process.
   */
  public static void main(String[] args) throws Exception {
    Path home = Path.of(args[0]);
    Path place = Path.of(args[1]);
    Optional<ProcessHandle> launcher = ProcessHandle.current().parent();
    Map<String, String> hadoop = args.length > 4 ? properties(Path.of(args[4])) : Map.of();
    try (MetastoreServer east = MetastoreServer.start(home, "east", place, args[2], hadoop);
        MetastoreServer west = MetastoreServer.start(home, "west", place, args[3], hadoop)) {
      Path part = place.resolve("metastores.part");
      Files.writeString(
          part,
          "east %s %d%nwest %s %d%n".formatted(east.uri(), east.pid(), west.uri(), west.pid()));
      Files.move(part, place.resolve("metastores"), StandardCopyOption.ATOMIC_MOVE);
      // The launcher ends this one; a launcher that was killed cannot.
      launcher.ifPresent(started -> started.onExit().join());
    }
  }

  private static Map<String, String> properties(Path site)
      throws IOException, ParserConfigurationException, SAXException {
    Map<String, String> properties = new TreeMap<>();
    NodeList all =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(site.toFile())
            .getElementsByTagName("property");
    for (int i = 0; i < all.getLength(); i++) {
      Element one = (Element) all.item(i);
      properties.put(text(one, "name"), text(one, "value"));
    }
    return properties;
  }

  private static String text(Element property, String name) {
    return property.getElementsByTagName(name).item(0).getTextContent().strip();
  }
}
