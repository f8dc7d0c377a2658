package dev.lanewise.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.planning.ConvShape;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NetworkLayersTest {

    @Test
    void readsEveryLayer() {
        Map<String, ConvShape> layers = NetworkLayers.all();
        assertEquals(75, layers.size());
        assertEquals(
                ConvShape.builder(3, 64, 7, 7)
                        .input(1, 224, 224)
                        .stride(2, 2)
                        .padding(3, 3, 2, 2)
                        .build(),
                layers.get("resnet_50:conv1"));
        assertTrue(layers.get("mobilenet:conv2_1/dw").isDepthwise());
        assertEquals(28, layers.get("resnet_50:res3a_branch1").outHeight());
    }
}
