package io.twinlake.jobs.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Reads Hadoop's site files with nothing but the JDK. Knows final settings and {@code
 * ${other.key}}; a file with a document type or an include is refused, so nothing outside it is
 * ever read.
 */
final class SiteFile {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}$\\s]+)}");
  private static final int MOST_SUBSTITUTIONS = 20;

  private SiteFile() {}

  /** What {@code files} say, later ones over earlier ones. */
  static Map<String, String> read(List<URL> files) {
    Map<String, String> raw = new TreeMap<>();
    Set<String> fixed = new HashSet<>();
    for (URL file : files) {
      NodeList properties = parse(file).getElementsByTagName("property");
      for (int i = 0; i < properties.getLength(); i++) {
        Element property = (Element) properties.item(i);
        Optional<String> name = text(property, "name").map(String::strip);
        Optional<String> value = text(property, "value");
        if (name.isPresent() && value.isPresent() && !fixed.contains(name.get())) {
          raw.put(name.get(), value.get());
          if (text(property, "final").map(String::strip).filter("true"::equals).isPresent()) {
            fixed.add(name.get());
          }
        }
      }
    }
    Map<String, String> settings = new TreeMap<>();
    raw.forEach((key, value) -> settings.put(key, substitute(value, raw)));
    return settings;
  }

  private static Element parse(URL file) {
    try (InputStream in = file.openStream()) {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setXIncludeAware(false);
      factory.setExpandEntityReferences(false);
      factory.setNamespaceAware(true);
      var builder = factory.newDocumentBuilder();
      builder.setErrorHandler(null);
      Element root = builder.parse(in).getDocumentElement();
      if (root.getElementsByTagNameNS("http://www.w3.org/2001/XInclude", "include").getLength()
          > 0) {
        throw new UsageException(
            "%s includes other files, which only Hadoop itself can follow. Put Hadoop's jars on the class path."
                .formatted(file));
      }
      return root;
    } catch (IOException | SAXException | ParserConfigurationException e) {
      throw new UsageException(
          "%s cannot be read as a Hadoop configuration (%s). Check HADOOP_CONF_DIR."
              .formatted(file, e.getClass().getSimpleName()));
    }
  }

  private static Optional<String> text(Element property, String name) {
    NodeList found = property.getElementsByTagName(name);
    return found.getLength() == 0 ? Optional.empty() : Optional.of(found.item(0).getTextContent());
  }

  private static String substitute(String value, Map<String, String> raw) {
    String text = value;
    for (int i = 0; i < MOST_SUBSTITUTIONS; i++) {
      Matcher variable = VARIABLE.matcher(text);
      String known = null;
      while (known == null && variable.find()) {
        known = raw.getOrDefault(variable.group(1), System.getProperty(variable.group(1)));
      }
      if (known == null) {
        return text;
      }
      text = text.substring(0, variable.start()) + known + text.substring(variable.end());
    }
    return text;
  }
}
